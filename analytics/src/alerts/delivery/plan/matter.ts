import type { AlertDecision, AlertKind, AlertTarget, Severity } from '@fieldlapse/contracts';

/** An alert as its history says at the newest change of it; all times but `seq` UTC ms in observed time. */
export interface AlertNow {
  readonly alert: string;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly target: AlertTarget;
  readonly state: 'standing' | 'cleared' | 'withdrawn';
  readonly severity: Severity;
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  /** When its newest transition was: what is told of it is as old as that. */
  readonly changedAt: number;
  /** The newest line of the change feed about it. */
  readonly seq: number;
}

/** What one contact was last told of a matter. */
export interface Known {
  readonly alert: string;
  readonly says: 'stands' | 'ended';
  readonly severity: Severity;
  readonly raisedAt: number;
  /** The line of the change feed up to which it was told. */
  readonly seq: number;
  /** Server time of the last message. */
  readonly at: number;
  /** Server time at which an end was last told; 0 before. */
  readonly endAt: number;
}

/** Something that is to stand in a contact's next digest. */
export interface Waiting {
  /** `quiet`: it came in quiet hours. `late`: it was old when it came. */
  readonly reason: 'quiet' | 'late';
  readonly alert: string;
  /** Server time since when it waits. */
  readonly since: number;
}

/**
 * One rule on one target as people know it, whatever the revision of the rule and however often it came and went: what is so, and
 * what each contact was told of it.
 */
export interface Matter {
  readonly key: string;
  readonly rule: string;
  readonly kind: AlertKind;
  readonly target: AlertTarget;
  /** Those that stand or that somebody was told of; in order of `raisedAt`. */
  readonly alerts: readonly AlertNow[];
  readonly known: Readonly<Record<string, Known>>;
  readonly waiting: Readonly<Record<string, Waiting>>;
  /** The trouble that was told: when first (server time), how many reminders since, and how far it was escalated. */
  readonly trouble: { readonly at: number; readonly reminders: number; readonly step: number } | null;
  /** Somebody takes care of it as long as it is no worse than this. */
  readonly acknowledged: { readonly severity: Severity; readonly by: string } | null;
  /** Nobody wants to hear of it before this server time, unless it is worse than this. */
  readonly snoozed: { readonly until: number; readonly severity: Severity } | null;
  /** How often it was raised since the last message. */
  readonly raisedSince: number;
  /** The newest line of the change feed about it: what is told tells of all up to there. */
  readonly seq: number;
}

const rank: Record<Severity, number> = { notice: 0, warning: 1, urgent: 2 };

/** True where `a` is worse than `b`. */
export const isWorse = (a: Severity, b: Severity): boolean => rank[a] > rank[b];

/** Names the matter of an alert. */
export function matterKey({ rule, target }: Pick<AlertNow, 'rule' | 'target'>): string {
  const { site, plot = '', sensor = '', camera = '', device = '' } = target;
  return [rule, site, plot, sensor, camera, device].join('|');
}

/** What is so: the newest alert that stands, else the newest of all that were. */
export function truthOf({ alerts }: Matter): AlertNow | undefined {
  const real = alerts.filter(({ state }) => state !== 'withdrawn');
  return real.findLast(({ state }) => state === 'standing') ?? real.at(-1);
}

/** Takes in what the history says of an alert now. */
export function heard(matter: Matter | undefined, alert: AlertNow): Matter {
  const before = matter ?? newMatter(alert);
  const known = before.alerts.find((one) => one.alert === alert.alert);
  if (known && isSame(known, alert)) return before;
  const alerts = [...before.alerts.filter((one) => one !== known), alert].sort((a, b) => a.raisedAt - b.raisedAt);
  return { ...before, alerts, raisedSince: before.raisedSince + (known ? 0 : 1), seq: Math.max(before.seq, alert.seq) };
}

/** The matter after a person has said something of one of its alerts. */
export function decided(matter: Matter, { kind, by, severity, until }: AlertDecision): Matter {
  if (kind === 'acknowledged') return { ...matter, acknowledged: { severity, by } };
  if (kind === 'unsnoozed') return { ...matter, snoozed: null };
  return { ...matter, snoozed: { until: until ?? 0, severity } };
}

function isSame(a: AlertNow, b: AlertNow): boolean {
  const isAsBad = a.state === b.state && a.severity === b.severity;
  return (
    isAsBad &&
    a.raisedAt === b.raisedAt &&
    a.clearedAt === b.clearedAt &&
    a.changedAt === b.changedAt &&
    a.seq === b.seq
  );
}

function newMatter(alert: AlertNow): Matter {
  const { rule, kind, target } = alert;
  return {
    ...{ key: matterKey(alert), rule, kind, target, alerts: [], known: {}, waiting: {} },
    ...{ trouble: null, acknowledged: null, snoozed: null, raisedSince: 0, seq: 0 },
  };
}
