import { sha256Hex, type AlertTarget, type AlertTransition } from '@fieldlapse/contracts';
import { changesBetween, transitionOf, type HistoryChange } from '../../engine/changes.ts';
import type { Instance } from '../../engine/instance.ts';
import type { Edge } from '../../engine/machine.ts';
import type { Carrier } from '../../rules/targets.ts';
import type { LiveSeries } from '../farm/shelf.ts';
import type { RuleInForce } from '../rules/in-force.ts';

/** A transition that was told, and the alert that it belongs to. */
export interface Told {
  readonly transition: AlertTransition;
  readonly alert: string;
}

/** The history of a rule on a target, as it runs. */
export interface LiveHistory {
  readonly key: string;
  readonly inForce: RuleInForce;
  readonly target: AlertTarget;
  readonly carriers: readonly Carrier[];
  readonly instance: Instance;
  readonly series: readonly LiveSeries[];
  /** The rule knows nothing from before that, observed time. */
  readonly since: number;
  readonly lookbackMs: number;
  /** Silence is what it tells of: it goes by the server's clock. */
  readonly silence: boolean;
  /** What was told of the time after the instance's base, in order. */
  told: readonly Told[];
  /** The alert that stood at the base. */
  openAtBase: string | undefined;
  /** When its inputs fell silent, where an alert of it stands and that is too long ago; undefined while nobody has looked. */
  blindSince: number | null | undefined;
}

/** Name of a history in the records. */
export function historyKey({ rule, revision }: RuleInForce, target: AlertTarget): string {
  const { site, plot = '', sensor = '', camera = '', device = '' } = target;
  return sha256Hex([rule.id, revision, site, plot, sensor, camera, device].join('\n')).slice(0, 32);
}

/** The alert that stands now. */
export function standingAlert({ told, openAtBase }: Pick<LiveHistory, 'told' | 'openAtBase'>): string | undefined {
  const last = told.at(-1);
  if (!last) return openAtBase;
  return last.transition.kind === 'cleared' ? undefined : last.alert;
}

/** What has changed in a history since it was told. */
export interface HistoryNews {
  readonly history: LiveHistory;
  readonly now: readonly Told[];
  readonly changes: readonly (HistoryChange & { readonly alert: string })[];
}

/** Undefined where all was told. */
export function newsOf(history: LiveHistory): HistoryNews | undefined {
  const edges = tellable(history);
  if (edges.length === history.told.length && edges.every((edge, at) => isSame(edge, history.told[at]!.transition))) {
    return undefined;
  }
  const { rule, revision } = history.inForce;
  const name = { rule: rule.id, revision, target: history.target };
  const transitions = edges.map((edge) => transitionOf(name, edge));
  const before = history.told.map(({ transition }) => transition);
  const changes = changesBetween(before, transitions);
  const now = withAlerts(history, transitions, changes);
  return { history, now, changes: changesWithAlerts(history.told, now, changes) };
}

const isSame = (edge: Edge, told: AlertTransition): boolean =>
  edge.at === told.at && edge.kind === told.kind && edge.severity === told.severity;

/** Without alerts that had cleared before the rule came into force. */
function tellable({ instance: { edges }, since, openAtBase }: LiveHistory): readonly Edge[] {
  if (openAtBase !== undefined) return edges;
  const old = edges.findLastIndex(({ kind, at }) => kind === 'cleared' && at < since);
  return old < 0 ? edges : edges.slice(old + 1);
}

/** An alert keeps its name while any transition that raised it does, or was revised into the one that raises it now. */
function withAlerts(
  { told, openAtBase }: LiveHistory,
  transitions: readonly AlertTransition[],
  changes: readonly HistoryChange[],
): Told[] {
  const known = new Map(told.map(({ transition, alert }) => [transition.id, alert]));
  const replaced = new Map(changes.map(({ transition, replaces }) => [transition.id, replaces]));
  const used = new Set([openAtBase]);
  const kept = new Set(known.values());
  let alert = openAtBase;
  return transitions.map((transition) => {
    if (transition.kind === 'raised') {
      const before = known.get(transition.id) ?? known.get(replaced.get(transition.id) ?? '');
      alert = before === undefined || used.has(before) ? freshName(transition.id, used, kept) : before;
      used.add(alert);
    }
    return { transition, alert: alert! };
  });
}

function freshName(id: string, used: ReadonlySet<string | undefined>, kept: ReadonlySet<string>): string {
  for (let name = id; ; name = sha256Hex(`${name}\nagain`).slice(0, 32)) {
    if (!used.has(name) && !kept.has(name)) return name;
  }
}

/** A line of the feed belongs to one alert: what goes from one alert to another is taken from the first and told of the second. */
function changesWithAlerts(
  told: readonly Told[],
  now: readonly Told[],
  changes: readonly HistoryChange[],
): HistoryNews['changes'] {
  const before = new Map(told.map((one) => [one.transition.id, one]));
  const after = new Map(now.map(({ transition, alert }) => [transition.id, alert]));
  const lines = changes.flatMap((change): HistoryNews['changes'][number][] => {
    const { transition, replaces } = change;
    if (change.change === 'withdrawn') return [{ ...change, alert: before.get(transition.id)!.alert }];
    const alert = after.get(transition.id)!;
    const old = replaces === undefined ? undefined : before.get(replaces);
    return old && old.alert !== alert ? handOver(old, { transition, alert }) : [{ ...change, alert }];
  });
  const moved = now.flatMap((one) => {
    const old = before.get(one.transition.id);
    return old && old.alert !== one.alert ? handOver(old, one) : [];
  });
  return [...lines, ...moved].sort((a, b) => a.transition.at - b.transition.at);
}

function handOver(old: Told, now: Told): HistoryNews['changes'][number][] {
  return [
    { change: 'withdrawn', transition: old.transition, alert: old.alert },
    { change: now.transition.kind, transition: now.transition, alert: now.alert },
  ];
}
