import { newsOf, type HistoryNews, type LiveHistory } from '../history/live-history.ts';
import { cameraClock } from '../take/metrics.ts';
import type { Service, State } from '../state/state.ts';
import type { Touched } from '../state/touched.ts';

/** Brings the histories whose series have changed up to their time, or all of them; gives what is new in them. */
export function look(service: Service, state: State, touched: Touched, everywhere: boolean): HistoryNews[] {
  const now = service.clock.now();
  const changedFrom = changedHistories(state, touched);
  const news: HistoryNews[] = [];
  for (const key of everywhere ? state.running.keys() : changedFrom.keys()) {
    const running = state.running.get(key);
    if (!running) continue;
    const until = untilOf(service, state, running.history, now);
    if (until === undefined) continue;
    running.history.instance.advance(changedFrom.get(key) ?? Infinity, until);
    const told = newsOf(running.history);
    if (told) news.push(told);
  }
  return news;
}

/** When the earliest point was that changed each history. */
function changedHistories({ users }: State, touched: Touched): Map<string, number> {
  const changed = new Map<string, number>();
  for (const [series, t] of touched) {
    for (const key of users.get(series) ?? []) changed.set(key, Math.min(t, changed.get(key) ?? Infinity));
  }
  return changed;
}

/**
 * How far a history may be told. It goes by the time of its devices, and not longer after their last reading than a value is known; silence goes by
 * the server's clock, and so does what the server itself sees. What was told is not taken back only because a device's time is another now.
 */
export function untilOf(
  { config }: Service,
  state: State,
  { carriers, target, inForce, silence, told }: LiveHistory,
  now: number,
): number | undefined {
  if (target.device !== undefined) return silence && !config.silence ? undefined : now;
  let until: number | undefined;
  for (const { kind, name } of carriers) {
    const device = kind === 'camera' ? cameraClock(name) : state.carriers.get(`${target.site}/${name}`);
    const time = device === undefined ? undefined : state.times.of(target.site, device, now);
    if (!time) continue;
    const known = Math.min(time.at, time.newest + inForce.rule.staleAfter + 1);
    until = Math.max(until ?? -Infinity, known);
  }
  if (until === undefined) return undefined;
  if (silence && config.silence) until = Math.max(until, now - config.silenceGraceMs);
  return Math.max(until, told.at(-1)?.transition.at ?? until);
}
