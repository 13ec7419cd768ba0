import type { SiteConfig } from '@fieldlapse/contracts';
import type { SeriesBuffer } from '../../engine/series-buffer.ts';
import { compileRule } from '../../rules/compile.ts';
import type { AlertRule } from '../../rules/rule.ts';
import { sceneOf, targetsOf, type Target, type WatchedSite } from '../../rules/targets.ts';
import { liveSite } from '../farm/live-site.ts';
import { historyKey } from '../history/live-history.ts';
import { openHistory } from '../history/open-history.ts';
import type { RuleInForce } from '../rules/in-force.ts';
import { openStoredSeries } from '../state/open-state.ts';
import type { Running, Service, State } from '../state/state.ts';

/** Works out what every rule in force watches, and opens the histories that are new or look at other series than before. */
export async function plan(service: Service, state: State): Promise<void> {
  state.unplanned = false;
  const changed = await refreshSites(service, state);
  const rule = ruleFinder(state);
  const wanted = new Set<string>();
  for (const site of state.sites.values()) {
    for (const inForce of state.rules) {
      for (const target of targetsOf(inForce.rule, site)) {
        const key = historyKey(inForce, target.names);
        wanted.add(key);
        const since = state.since.get(inForce.revision) ?? service.clock.now();
        const known = state.running.get(key);
        const series = known ? seriesNow(inForce, target, site, rule) : [];
        if (known && !changed.has(site.id) && isSame(known.history.instance.series, series)) {
          state.running.set(key, { ...known, target, site });
          continue;
        }
        const from = known ? firstOfNew(known, series) : Infinity;
        await reopen(service, state, { inForce, since, target, site }, from, rule);
      }
    }
  }
  for (const key of state.running.keys()) if (!wanted.has(key)) stopWatching(state, key);
}

const isSame = <T>(before: readonly T[], now: readonly T[]): boolean =>
  before.length === now.length && now.every((one, at) => one === before[at]);

/** Series that a rule looks at on a target now. */
function seriesNow(inForce: RuleInForce, target: Target, site: WatchedSite, rule: (id: string) => AlertRule) {
  return compileRule(inForce.rule, sceneOf(target, site, rule))?.series ?? [];
}

/** The first point of a series that a history has not looked at before: it may be older than what it goes on from. */
function firstOfNew({ history }: Running, series: readonly SeriesBuffer[]): number {
  const fresh = series.filter((one) => one.length > 0 && !history.instance.series.includes(one));
  return Math.min(Infinity, ...fresh.map((one) => one.timeAt(0)));
}

function ruleFinder({ rules }: Pick<State, 'rules'>): (id: string) => AlertRule {
  const byId = new Map(rules.map(({ rule }) => [rule.id, rule]));
  return (id) => byId.get(id)!;
}

/** Opens a history anew, from a checkpoint before `changedFrom`. */
export async function reopen(
  { db }: Service,
  state: State,
  watch: Omit<Running, 'history'>,
  changedFrom: number,
  rule = ruleFinder(state),
): Promise<void> {
  const key = historyKey(watch.inForce, watch.target.names);
  if (changedFrom < Infinity) state.stale.set(key, Math.min(changedFrom, state.stale.get(key) ?? Infinity));
  stopWatching(state, key);
  const history = await openHistory({ db, shelf: state.shelf, rule }, watch, changedFrom);
  if (!history) return;
  state.running.set(key, { ...watch, history });
  for (const series of history.series) {
    const users = state.users.get(series) ?? new Set();
    state.users.set(series, users.add(key));
  }
}

function stopWatching(state: State, key: string): void {
  for (const series of state.running.get(key)?.history.series ?? []) state.users.get(series)?.delete(key);
  state.running.delete(key);
}

/** Sites as they are configured now, with what was seen at them; gives those that are another than before. */
async function refreshSites(service: Service, state: State): Promise<ReadonlySet<string>> {
  const changed = new Set<string>();
  const configs = new Map<string, SiteConfig>();
  for (const config of service.sites()) {
    configs.set(config.id, config);
    const before = state.configs.get(config.id);
    if (before === undefined) await openStoredSeries(service, state, config.id);
    if (JSON.stringify(before) !== JSON.stringify(config)) changed.add(config.id);
  }
  state.configs = configs;
  state.sites = new Map([...configs].map(([id, config]) => [id, liveSite(config, seenAt(state, id), state.shelf)]));
  return changed;
}

function seenAt({ carriers, devices }: State, site: string) {
  const sensors = [...carriers.keys()].filter((key) => key.startsWith(`${site}/`));
  return {
    sensors: new Set(sensors.map((key) => key.slice(site.length + 1))),
    devices: devices.get(site) ?? new Set(),
  };
}
