import type { AlertKind, Severity } from '@fieldlapse/contracts';

/** Who is told, as far as planning needs it. */
export interface PlannedContact {
  readonly id: string;
  readonly roles: readonly ('farmer' | 'technician')[];
  /** All farms where absent. */
  readonly sites?: readonly string[] | undefined;
  /** 1 is told first; the next one when nobody has acknowledged. */
  readonly step: number;
  /** Nothing less than this is told. */
  readonly least: Severity;
  readonly timeZone: string;
  /** Minutes of the day from when until when only what is at least `unless` is told; over midnight where `to` is earlier. */
  readonly quiet?: { readonly fromMinute: number; readonly toMinute: number; readonly unless: Severity } | undefined;
}

/** When what is told; all durations in ms of server time. */
export interface PlanSettings {
  /** A transition older than this when it is heard of is no news: it waits for a digest. */
  readonly lateAfterMs: number;
  /** A digest of late news waits so long, since more of the same usually follows. */
  readonly gatherMs: number;
  /** The same alert that comes back sooner than this after its last message says nothing new. */
  readonly repeatAfterMs: number;
  /** An alert counts as over when it has been clear for so long. */
  readonly endAfterMs: number;
  /** Whether people hear that an alert is over or less bad. */
  readonly tellEnd: boolean;
  /** Ages, since it was first told, at which an alert that nobody acknowledged is told again; rising. */
  readonly remindAfterMs: readonly number[];
  /** Each next step of contacts is told so long after the one before. */
  readonly escalateAfterMs: number;
  /** Nothing less than this is escalated. */
  readonly escalateFrom: Severity;
}

/** Who acts on an alert of that kind. */
export const roleFor = (kind: AlertKind): 'farmer' | 'technician' => (kind === 'equipment' ? 'technician' : 'farmer');
