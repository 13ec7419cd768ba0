import type { AlertChange, AlertKind, Severity } from '@fieldlapse/contracts';
import type { GeneratedAlways } from 'kysely';

/** How far a change feed was read: that of intake, and that of measurements. */
interface AlertCursorRow {
  name: 'readings' | 'metrics';
  seq: number;
}

/** A revision of a rule that is or was used; it never changes and never goes. */
export interface RuleRow {
  /** Hash of the rule: any change of it is another revision, with a history of its own. */
  revision: string;
  id: string;
  /** `pack:rice`, or `import`. */
  origin: string;
  /** JSON of the rule. */
  rule: string;
  /** Of its first input; `` where it has none. */
  unit: string;
  /** The level that raises it, in that unit. */
  level: number | null;
  /** When it first came into force, UTC ms on the injected clock: nothing that had ended before is an alert of it. */
  since: number;
  /** 1 while it is in force. */
  active: 0 | 1;
}

/** Columns of an `AlertTarget`. */
export interface TargetColumns {
  site: string;
  plot: string | null;
  sensor: string | null;
  camera: string | null;
  device: string | null;
}

/** `withdrawn`: late points showed that it never was. */
export type AlertState = 'standing' | 'cleared' | 'withdrawn';

/** An alert as the feed has left it. */
export interface AlertRow extends TargetColumns {
  alert: string;
  /** Hash of rule, revision and target. */
  history: string;
  rule: string;
  revision: string;
  kind: AlertKind;
  state: AlertState;
  /** UTC ms, observed time. */
  raisedAt: number;
  clearedAt: number | null;
  severity: Severity;
  /** The worst that it has been. */
  worst: Severity;
  /** The value of its last transition. */
  value: number | null;
  /** UTC ms of the last point of its inputs, where they have been silent for too long to tell whether it still holds. */
  blindSince: number | null;
  changedSeq: number;
}

/** A transition of the history as it is told now. */
export interface TransitionRow {
  id: string;
  history: string;
  alert: string;
  kind: 'raised' | 'severity' | 'cleared';
  severity: Severity;
  at: number;
  value: number | null;
}

export interface AlertChangeRow {
  seq: GeneratedAlways<number>;
  alert: string;
  change: AlertChange['change'];
  /** JSON of the `AlertTransition`. */
  transition: string;
  replaces: string | null;
  recordedAt: number;
}

/** How far time has come on one device. */
export interface WatermarkRow {
  site: string;
  device: string;
  /** The newest reading, observed time, never after its receipt; and when that came, by the server's clock. */
  observedAt: number;
  receivedAt: number;
}

/** The device that last carried a sensor. */
export interface CarrierRow {
  site: string;
  sensor: string;
  device: string;
}

/** A reading without a value, which the series store does not hold. */
export interface FaultRow {
  series: string;
  t: number;
}

/** What the server saw of a device at a moment, by its own clock; no series store holds it. */
export interface DeviceStateRow {
  series: string;
  t: number;
  value: number;
}

/** The state of a history at a moment, from which it can be worked out again. */
export interface CheckpointRow {
  history: string;
  t: number;
  /** Float64 numbers, little endian. */
  slots: Uint8Array;
}

/** A derived point that is to be written into the series store, or, with null, to be taken out of it. */
export interface DueDerivedRow {
  series: string;
  t: number;
  value: number | null;
}

/** A local day of a sensor whose daily quantities are to be worked out. */
export interface DueSensorDayRow {
  site: string;
  sensor: string;
  day: string;
}

/** The database `alerts`: written by the alert service alone, read by everybody. */
export interface AlertTables {
  cursors: AlertCursorRow;
  rules: RuleRow;
  alerts: AlertRow;
  transitions: TransitionRow;
  changes: AlertChangeRow;
  watermarks: WatermarkRow;
  carriers: CarrierRow;
  faults: FaultRow;
  states: DeviceStateRow;
  checkpoints: CheckpointRow;
  duePoints: DueDerivedRow;
  dueDays: DueSensorDayRow;
}

export interface ImportedRuleRow {
  id: string;
  /** JSON of the rule. */
  rule: string;
  /** Real UTC ms. */
  importedAt: number;
}

/** The database `rules`: whoever imports rules opens it for that moment; the alert service reads it. */
export interface RuleBookTables {
  importedRules: ImportedRuleRow;
}
