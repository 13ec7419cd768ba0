import type { AlertTarget, Severity } from '@fieldlapse/contracts';
import type { Edge } from '../engine/machine.ts';
import { conditionsIn } from '../rules/check-condition.ts';
import { compileRule } from '../rules/compile.ts';
import { seasonView } from '../rules/seasons.ts';
import type { AlertRule } from '../rules/rule.ts';
import { sceneOf, targetsOf } from '../rules/targets.ts';
import type { ReplayFarm, ReplaySite } from './farm.ts';

/** An alert as it would have been. */
export interface PastAlert {
  readonly target: AlertTarget;
  /** UTC ms. */
  readonly from: number;
  /** Null where it had not cleared at the end. */
  readonly to: number | null;
  /** The worst that it was. */
  readonly severity: Severity;
  /** The value that raised it. */
  readonly value: number | null;
}

/** What one rule would have done. */
export interface RuleOutcome {
  readonly rule: string;
  readonly kind: AlertRule['kind'];
  /** `no-data`: nothing there measures what it needs; `no-season`: it is about a crop, herd or stage, and no season says so. */
  readonly state: 'replayed' | 'no-data' | 'no-season';
  readonly alerts: readonly PastAlert[];
  /** Hours in which at least one of its alerts stood. */
  readonly hours: number;
  /** Messages that one person would have got: see {@link pushesOf}. */
  readonly pushes: number;
}

/** Replays a site's history through rules. `signal` stops between two rules. */
export function backtest(rules: readonly AlertRule[], farm: ReplayFarm, signal?: AbortSignal): RuleOutcome[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  return rules.map((rule) => {
    signal?.throwIfAborted();
    const histories = targetsOf(rule, farm.watched).flatMap((target) => {
      const instance = compileRule(
        rule,
        sceneOf(target, farm.watched, (id) => byId.get(id)!),
      );
      instance?.advance(-Infinity, farm.to);
      return instance ? [{ target: target.names, edges: instance.edges }] : [];
    });
    const alerts = histories.flatMap(({ target, edges }) => alertsOf(target, edges)).sort((a, b) => a.from - b.from);
    return {
      ...{ rule: rule.id, kind: rule.kind, alerts },
      state: histories.length === 0 ? 'no-data' : lacksSeason(rule, farm.site) ? 'no-season' : 'replayed',
      hours: hoursStood(alerts, farm.to),
      pushes: histories.reduce((sum, { edges }) => sum + pushesOf(edges), 0),
    };
  });
}

function lacksSeason(rule: AlertRule, { seasons }: ReplaySite): boolean {
  const { subjects } = rule.only;
  const staged = conditionsIn(rule).some((condition) => 'stage' in condition);
  if (!subjects) return staged && seasons.length === 0;
  return !seasons.some((season) => seasonView(season).isOf(subjects));
}

function alertsOf(target: AlertTarget, edges: readonly Edge[]): PastAlert[] {
  const alerts: PastAlert[] = [];
  const worse = (a: Severity, b: Severity): Severity => (rank[b] > rank[a] ? b : a);
  for (const { kind, at, severity, value } of edges) {
    const last = alerts.at(-1);
    if (kind === 'raised') alerts.push({ target, from: at, to: null, severity, value });
    else if (last) {
      alerts[alerts.length - 1] = {
        ...last,
        severity: worse(last.severity, severity),
        to: kind === 'cleared' ? at : last.to,
      };
    }
  }
  return alerts;
}

const rank: Record<Severity, number> = { notice: 0, warning: 1, urgent: 2 };

const hourMs = 3_600_000;

function hoursStood(alerts: readonly PastAlert[], end: number): number {
  let [ms, until] = [0, -Infinity];
  for (const { from, to } of alerts) {
    const last = to ?? end;
    ms += Math.max(0, last - Math.max(from, until));
    until = Math.max(until, last);
  }
  return ms / hourMs;
}

/** An alert that comes back sooner than this after its last message says nothing new. */
const quietAfterMs = 6 * hourMs;

/**
 * Messages that a history makes: one when it is raised, one when it gets worse; none where the same alert comes back within six
 * hours no worse than before. That something has cleared is shown, not pushed.
 */
export function pushesOf(edges: readonly Edge[]): number {
  let pushes = 0;
  let told: { at: number; rank: number } | undefined;
  for (const { kind, at, severity } of edges) {
    if (kind === 'cleared') continue;
    const now = rank[severity];
    if (told && now <= told.rank && at - told.at < quietAfterMs) continue;
    // Getting better while it stands is no news either.
    if (kind === 'severity' && told && now <= told.rank) {
      told = { ...told, rank: now };
      continue;
    }
    pushes += 1;
    told = { at, rank: now };
  }
  return pushes;
}
