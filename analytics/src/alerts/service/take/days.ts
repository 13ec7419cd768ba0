import { addDays, derivedSeries, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import type { DueDerivedRow, DueSensorDayRow } from '@fieldlapse/store';
import { deriveSensorDay } from '../inputs/derive-day.ts';
import { putDerived } from '../inputs/derive-instant.ts';
import { reopenChanged } from './readings.ts';
import type { Service, State } from '../state/state.ts';
import { touch, type Touched } from '../state/touched.ts';

/** What follows from a day that has ended. */
export interface DerivedDay {
  readonly touched: Touched;
  readonly duePoints: readonly DueDerivedRow[];
  readonly doneDays: readonly DueSensorDayRow[];
}

/** Works out the values of one sensor's day that is due and has ended; undefined where there is none. */
export async function deriveNextDay(service: Service, state: State): Promise<DerivedDay | undefined> {
  const row = nextDay(service, state);
  const config = row && state.configs.get(row.site);
  if (!row || !config) return undefined;
  const { site, sensor, day } = row;
  const derived: { touched: Touched; duePoints: DueDerivedRow[]; doneDays: DueSensorDayRow[] } = {
    ...{ touched: new Map(), duePoints: [], doneDays: [row] },
  };
  for (const { quantity, t, value } of await deriveSensorDay(state.load, config, sensor, day)) {
    const name = derivedSeries(site, sensor, quantity);
    const known = state.shelf.get(name);
    if (value === null && !known) continue;
    if (!known) state.unplanned = true;
    const series = state.shelf.open(name);
    await state.shelf.ensure(series, t - 3_600_000);
    await reopenChanged(service, state, [series], t);
    if (!putDerived(series, t, value)) continue;
    touch(derived.touched, series, t);
    derived.duePoints.push({ series: name, t, value });
  }
  state.dueDays.delete(`${site}/${sensor}/${day}`);
  return derived;
}

/** The oldest first: later days look back at it. A day has ended when the time of its device has passed it. */
function nextDay({ clock }: Service, state: State): DueSensorDayRow | undefined {
  const now = clock.now();
  let next: DueSensorDayRow | undefined;
  for (const row of state.dueDays.values()) {
    if (next && row.day >= next.day) continue;
    const timeZone = state.configs.get(row.site)?.timeZone;
    const device = state.carriers.get(`${row.site}/${row.sensor}`);
    const time = device === undefined ? undefined : state.times.of(row.site, device, now);
    if (timeZone !== undefined && time && endOf(row.day, timeZone) <= time.at) next = row;
  }
  return next;
}

const ends = new Map<string, number>();
const mostEnds = 2000;

/** UTC ms at which a local day ends; asked for again and again. */
function endOf(day: LocalDay, timeZone: string): number {
  const key = `${timeZone} ${day}`;
  const end = ends.get(key) ?? startOfLocalDay(addDays(day, 1), timeZone);
  if (ends.size > mostEnds) ends.clear();
  ends.set(key, end);
  return end;
}
