import { sensorSeries } from '@fieldlapse/contracts';
import type { CarrierRow, DeviceStateRow, DueDerivedRow, DueSensorDayRow, FaultRow } from '@fieldlapse/store';
import type { LiveSeries } from '../farm/shelf.ts';
import { beginOf } from '../history/open-history.ts';
import type { AcceptedReading } from '../inputs/batches.ts';
import { derivedOf, deriveSensor } from '../inputs/derive-instant.ts';
import { daysTouched } from '../inputs/due-days.ts';
import { noteLife } from './devices.ts';
import { reopen } from '../steps/plan.ts';
import type { Service, State } from '../state/state.ts';
import { touch, type Touched } from '../state/touched.ts';

/** What has to be written about readings besides what follows from them for alerts. */
export interface TakenReadings {
  readonly touched: Touched;
  readonly carriers: CarrierRow[];
  readonly faults: FaultRow[];
  readonly states: DeviceStateRow[];
  readonly duePoints: DueDerivedRow[];
  readonly dueDays: DueSensorDayRow[];
}

/** Puts readings into their series, with what is derived from them; whatever their age, the histories that they change are ready to look again. */
export async function takeReadings(
  service: Service,
  state: State,
  accepted: readonly AcceptedReading[],
): Promise<TakenReadings> {
  const readings = accepted.filter(({ site }) => state.configs.has(site));
  const bySensor = Map.groupBy(readings, ({ site, sensor }) => `${site}/${sensor}`);
  const taken: TakenReadings = { touched: new Map(), carriers: [], faults: [], states: [], duePoints: [], dueDays: [] };
  for (const own of bySensor.values()) {
    await makeReady(service, state, own);
    insertReadings(state, own, taken);
  }
  noteSenders(state, bySensor, taken);
  const timeZoneOf = (site: string) => state.configs.get(site)?.timeZone;
  for (const row of daysTouched(readings, timeZoneOf, service.clock.now())) {
    const key = `${row.site}/${row.sensor}/${row.day}`;
    if (state.dueDays.has(key)) continue;
    state.dueDays.set(key, row);
    taken.dueDays.push(row);
  }
  return taken;
}

const hourMs = 3_600_000;

/** Reads again what lies around old points, so that they come among what was there already. */
async function makeReady(service: Service, state: State, own: readonly AcceptedReading[]): Promise<void> {
  const { shelf } = state;
  const [{ site, sensor }] = own as [AcceptedReading];
  const from = Math.min(...own.map(({ t }) => t));
  for (const name of new Set([...own.map(({ series }) => series), ...partnersOf(site, sensor)])) {
    const known = shelf.get(name);
    if (!known && !own.some(({ series }) => series === name)) continue;
    if (!known) state.unplanned = true;
    await shelf.ensure(shelf.open(name), from - hourMs);
  }
  for (const derived of derivedOf(shelf, site, sensor)) await shelf.ensure(derived, from - hourMs);
  await reopenChanged(
    service,
    state,
    [...derivedOf(shelf, site, sensor), ...own.map(({ series }) => shelf.open(series))],
    from,
  );
}

const partnersOf = (site: string, sensor: string): string[] => [
  sensorSeries(site, sensor, 'airTempC'),
  sensorSeries(site, sensor, 'relHumidityPct'),
  sensorSeries(site, sensor, 'airSpeedMPerSec'),
];

/** Histories that had gone on from a later state begin again from an earlier one. */
export async function reopenChanged(
  service: Service,
  state: State,
  series: readonly LiveSeries[],
  changedFrom: number,
): Promise<void> {
  const keys = new Set(series.flatMap((one) => [...(state.users.get(one) ?? [])]));
  for (const key of keys) {
    const running = state.running.get(key);
    if (!running || changedFrom > running.history.instance.base.t) continue;
    if (running.history.instance.base.t <= beginOf(running)) continue;
    await reopen(service, state, running, changedFrom);
  }
}

function insertReadings(state: State, own: readonly AcceptedReading[], taken: TakenReadings): void {
  const { shelf } = state;
  let [from, to] = [Infinity, -Infinity];
  for (const { series: name, t, value, order } of own) {
    const series = shelf.open(name);
    // It may be there already: intake writes the series store at the same time, and what lies around old points was read from there.
    series.buffer.insert(t, value, order);
    touch(taken.touched, series, t);
    [from, to] = [Math.min(from, t), Math.max(to, t)];
    if (Number.isNaN(value)) taken.faults.push({ series: name, t });
  }
  const [{ site, sensor }] = own as [AcceptedReading];
  const before = derivedOf(shelf, site, sensor).length;
  taken.duePoints.push(...deriveSensor(shelf, { site, sensor, from, to }, taken.touched));
  if (derivedOf(shelf, site, sensor).length !== before) state.unplanned = true;
}

/** Time moves on at the devices that sent them, and they live. */
function noteSenders(
  state: State,
  bySensor: ReadonlyMap<string, readonly AcceptedReading[]>,
  taken: TakenReadings,
): void {
  for (const [key, own] of bySensor) {
    for (const { site, device, t, receivedAt } of own) state.times.note(site, device, t, receivedAt);
    const { site, sensor, device, receivedAt } = own.at(-1)!;
    taken.states.push(...noteLife(state, taken.touched, { site, device, receivedAt }));
    if (state.carriers.get(key) === device) continue;
    if (!state.carriers.has(key)) state.unplanned = true;
    state.carriers.set(key, device);
    taken.carriers.push({ site, sensor, device });
  }
}
