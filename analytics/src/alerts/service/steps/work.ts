import type { AlertChange } from '@fieldlapse/contracts';
import type { Bell } from '@fieldlapse/runtime';
import { readPage } from '../inputs/batches.ts';
import type { AlertNotices } from '../notices.ts';
import { commitStep, type StepRecords } from '../records/commit.ts';
import { writeDerived } from '../records/due-points.ts';
import { markBlind } from './blind.ts';
import { deriveNextDay } from '../take/days.ts';
import { look } from './look.ts';
import { openState } from '../state/open-state.ts';
import { plan } from './plan.ts';
import { refreshRules } from './refresh-rules.ts';
import type { Service, State } from '../state/state.ts';
import { takeDevices } from '../take/devices.ts';
import { takeFrames } from '../take/frames.ts';
import { takeMetrics } from '../take/metrics.ts';
import { takeReadings } from '../take/readings.ts';
import { tidy } from './tidy.ts';
import type { Touched } from '../state/touched.ts';

const retryMs = 1000;
const devicesEveryMs = 5000;
const writeEveryMs = 1000;

/** What the loop hands on. */
export interface Told {
  readonly notices: AlertNotices;
  /** Rules that cannot be used. */
  faults(lines: readonly string[]): void;
}

/** Runs rules until told to stop. Whatever fails, the state is made anew from the records and it goes on from there. */
export async function work(service: Service, changed: Bell, told: Told): Promise<void> {
  const { signal, logger } = service;
  while (!signal.aborted) {
    try {
      await run(service, await openState(service), changed, told);
    } catch (error) {
      if (signal.aborted) return;
      logger.error({ error }, 'alerts have stopped; starting again from the records');
      await changed.wait(retryMs);
    }
  }
}

async function run(service: Service, state: State, changed: Bell, told: Told): Promise<void> {
  const { config, signal } = service;
  const due = chores();
  while (!signal.aborted) {
    if (due('rules', config.rulesMs)) told.notices.announceAll(await refreshRules(service, state, told.faults));
    // New series come in crowds; what they hold meanwhile is looked at by the next tick.
    if (state.unplanned && due('plan', config.planMs)) await plan(service, state);
    const busy = await readOn(service, state, told);
    if (due('tick', config.tickMs)) await tick(service, state, told, due('devices', devicesEveryMs));
    if (due('write', writeEveryMs)) await writeDerived(service.db, service.stores.series);
    if (due('tidy', config.tidyMs)) await tidy(service, state);
    if (!busy) await changed.wait(config.pollMs);
  }
  await writeDerived(service.db, service.stores.series);
}

/** Says of each chore whether its time has come again, real time; at first it has. */
function chores(): (name: string, everyMs: number) => boolean {
  const last = new Map<string, number>();
  return (name, everyMs) => {
    const now = performance.now();
    if (now - (last.get(name) ?? -Infinity) < everyMs) return false;
    last.set(name, now);
    return true;
  };
}

/** Reads a page of each feed; true where there was anything. */
async function readOn(service: Service, state: State, told: Told): Promise<boolean> {
  const page = await readPage(service.intake, state.cursors.readings);
  if (page) {
    const { touched, ...taken } = await takeReadings(service, state, page.readings);
    taken.states.push(...(await takeFrames(service, state, page.frames, touched)));
    await commit(service, state, told, { ...taken, touched, cursors: { readings: page.upTo } });
    state.cursors.readings = page.upTo;
  }
  const touched: Touched = new Map();
  const metrics = await takeMetrics(service, state, touched);
  if (metrics !== undefined) {
    await commit(service, state, told, { touched, cursors: { metrics } });
    state.cursors.metrics = metrics;
  }
  const day = await deriveNextDay(service, state);
  if (day) {
    await commit(service, state, told, day);
  }
  return page !== undefined || metrics !== undefined || day !== undefined;
}

/** What time alone brings about, and what devices say of themselves. */
async function tick(service: Service, state: State, told: Told, withDevices: boolean): Promise<void> {
  const touched: Touched = new Map();
  const states = withDevices ? await takeDevices(service, state, touched) : [];
  await commit(service, state, told, { touched, states }, true);
  await markBlind(service, state);
}

type Found = Partial<Omit<StepRecords, 'news' | 'changedFrom' | 'watermarks'>> & { readonly touched: Touched };

async function commit(
  service: Service,
  state: State,
  { notices }: Told,
  { touched, ...found }: Found,
  everywhere = false,
): Promise<void> {
  const news = look(service, state, touched, everywhere);
  const step: StepRecords = {
    ...{ cursors: {}, carriers: [], faults: [], states: [], duePoints: [], dueDays: [], doneDays: [], ...found },
    ...{ news, changedFrom: state.stale, watermarks: state.times.changed() },
  };
  if (isEmpty(step)) return;
  const lines: AlertChange[] = await commitStep(service.db, step, Date.now());
  for (const { history, now: told } of news) history.told = told;
  state.times.written();
  state.stale.clear();
  notices.announceAll(lines);
}

function isEmpty({ news, cursors, watermarks, changedFrom, ...rest }: StepRecords): boolean {
  const { states, dueDays, doneDays, duePoints } = rest;
  if (changedFrom.size > 0) return false;
  return [news, watermarks, states, dueDays, doneDays, duePoints, Object.keys(cursors)].every(
    ({ length }) => length === 0,
  );
}
