import type { Severity } from '@fieldlapse/contracts';

/**
 * What a line of a message says of an alert. `stands`: in a digest, it stands. `passed`: it came and went while nobody was to be
 * disturbed. `revised`: it began at another time than was told. `withdrawn`: it never was.
 */
export type Saying =
  'new' | 'worse' | 'escalated' | 'reminder' | 'better' | 'ended' | 'revised' | 'withdrawn' | 'stands' | 'passed';

export interface PlannedLine {
  readonly matter: string;
  readonly says: Saying;
  readonly alert: string;
  /** The newest line of the change feed that it tells of. */
  readonly seq: number;
  readonly severity: Severity;
  /** UTC ms, observed time. */
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  /** How often it was raised since the last message. */
  readonly raisedSince: number;
}

/** A message to one contact, on all channels: one line, or several in a digest. */
export interface Planned {
  readonly contact: string;
  readonly kind: 'message' | 'digest';
  readonly lines: readonly PlannedLine[];
}
