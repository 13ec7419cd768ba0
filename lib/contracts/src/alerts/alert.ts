/** How bad it is, rising. `notice`: know it; `warning`: act today; `urgent`: act now. */
export const severities = ['notice', 'warning', 'urgent'] as const;
export type Severity = (typeof severities)[number];

/** Who acts: `crop` and `animal` alerts are the farmer's, `equipment` ones the technician's. */
export const alertKinds = ['crop', 'animal', 'equipment'] as const;
export type AlertKind = (typeof alertKinds)[number];

/** What a rule watches, as the alert names it. */
export interface AlertTarget {
  readonly site: string;
  readonly plot?: string | undefined;
  readonly sensor?: string | undefined;
  readonly camera?: string | undefined;
  readonly device?: string | undefined;
}

/**
 * An edge in the history of one rule on one target, in observed time. Its id is the hash of everything but `value`, so the same
 * history has the same ids, whatever the order in which its points arrived.
 */
export interface AlertTransition {
  readonly id: string;
  readonly rule: string;
  readonly revision: string;
  readonly target: AlertTarget;
  readonly kind: 'raised' | 'severity' | 'cleared';
  /** The severity from now on; of a cleared alert the last one. */
  readonly severity: Severity;
  /** UTC ms, observed time. */
  readonly at: number;
  /** The value that decided, in the unit of the rule's input; null where none did (absence, stage). */
  readonly value: number | null;
}

/**
 * One line of the durable feed of alert changes. `revised`: the transition `replaces` now has another time or severity; `withdrawn`:
 * late points show that it never was.
 */
export interface AlertChange {
  readonly seq: number;
  /** Of the episode: the id of the transition that first raised it, also after that one was revised. */
  readonly alert: string;
  readonly change: 'raised' | 'severity' | 'cleared' | 'revised' | 'withdrawn';
  readonly transition: AlertTransition;
  readonly replaces?: string | undefined;
  /** Real UTC ms. */
  readonly recordedAt: number;
}
