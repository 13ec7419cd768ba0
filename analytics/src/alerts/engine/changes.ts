import { sha256Hex, type AlertTarget, type AlertTransition } from '@fieldlapse/contracts';
import type { Edge } from './machine.ts';

/** Whose history it is. */
export interface HistoryName {
  readonly rule: string;
  readonly revision: string;
  readonly target: AlertTarget;
}

/** Gives an edge its names; the id says all of it but the value, so equal histories have equal ids. */
export function transitionOf(
  { rule, revision, target }: HistoryName,
  { kind, severity, at, value }: Edge,
): AlertTransition {
  const { site, plot = '', sensor = '', camera = '', device = '' } = target;
  const told = [rule, revision, site, plot, sensor, camera, device, kind, severity, at].join('\n');
  return { id: sha256Hex(told).slice(0, 32), rule, revision, target, kind, severity, at, value };
}

/** A change of the history that has been told already. */
export interface HistoryChange {
  readonly change: 'raised' | 'severity' | 'cleared' | 'revised' | 'withdrawn';
  readonly transition: AlertTransition;
  /** Of a revised transition: the id of the one that was told before. */
  readonly replaces?: string;
}

/**
 * What has to be told so that who knew the history `told` knows `now`, in order of time: what is the same is not told again, what
 * has a new time or severity is revised, what never was is withdrawn.
 */
export function changesBetween(told: readonly AlertTransition[], now: readonly AlertTransition[]): HistoryChange[] {
  const known = new Set(told.map(({ id }) => id));
  const still = new Set(now.map(({ id }) => id));
  const gone = told.filter(({ id }) => !still.has(id));
  const changes: HistoryChange[] = [];
  for (const transition of now) {
    if (known.has(transition.id)) continue;
    const old = gone.findIndex(({ kind }) => kind === transition.kind);
    if (old < 0) changes.push({ change: transition.kind, transition });
    else changes.push({ change: 'revised', transition, replaces: gone.splice(old, 1)[0]!.id });
  }
  for (const transition of gone) changes.push({ change: 'withdrawn', transition });
  return changes.sort((a, b) => a.transition.at - b.transition.at);
}
