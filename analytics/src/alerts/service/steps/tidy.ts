import type { LiveSeries } from '../farm/shelf.ts';
import { checkpointOf, putCheckpoints, type Checkpoint } from '../records/checkpoints.ts';
import type { Running, Service, State } from '../state/state.ts';
import { untilOf } from './look.ts';

const checkpointEveryMs = 24 * 3_600_000;
/** States of devices are looked at this far back at most. */
const statesKeptMs = 14 * checkpointEveryMs;

/** Moves the bases of histories on, keeps one a day, and drops the points that nothing needs any more. */
export async function tidy(service: Service, state: State): Promise<void> {
  const { clock, config, db } = service;
  const now = clock.now();
  const checkpoints: Checkpoint[] = [];
  for (const running of state.running.values()) {
    const { history } = running;
    const until = untilOf(service, state, history, now);
    if (until === undefined) continue;
    history.instance.forget(until - config.keepMs);
    dropTold(history);
    if (history.instance.base.t < (running.keptAt ?? running.since) + checkpointEveryMs) continue;
    checkpoints.push(checkpointOf(history));
    running.keptAt = history.instance.base.t;
  }
  if (checkpoints.length > 0) await putCheckpoints(db, checkpoints);
  for (const series of state.shelf.all()) state.shelf.forget(series, neededFrom(state, series, now - config.keepMs));
  await db
    .deleteFrom('states')
    .where('t', '<', now - statesKeptMs)
    .execute();
}

/** What was told of the time up to the base is not compared any more. */
function dropTold(history: Running['history']): void {
  const { t } = history.instance.base;
  const old = history.told.findLastIndex(({ transition }) => transition.at <= t);
  if (old < 0) return;
  const last = history.told[old]!;
  history.openAtBase = last.transition.kind === 'cleared' ? undefined : last.alert;
  history.told = history.told.slice(old + 1);
}

function neededFrom({ users, running }: State, series: LiveSeries, before: number): number {
  let from = before;
  for (const key of users.get(series) ?? []) {
    const history = running.get(key)?.history;
    if (history) from = Math.min(from, history.instance.base.t - history.lookbackMs);
  }
  return from;
}
