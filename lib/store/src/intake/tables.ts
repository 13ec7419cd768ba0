import type { Generated, GeneratedAlways } from 'kysely';

/** How well `observedAt` is known: by the device's clock, by a later correction, or not. */
export type TimeQuality = 'measured' | 'corrected' | 'uncertain';

/** A frame that is durable: its blob was fsynced before this row was written. */
export interface FrameRow {
  f: string;
  site: string;
  device: string;
  camera: string;
  boot: string;
  seq: number;
  /** What the device's clock said, UTC ms; never altered. */
  capturedAt: number;
  mono: number;
  clk: string;
  /** Best estimate of the true time, UTC ms. */
  observedAt: number;
  timeQuality: TimeQuality;
  receivedAt: number;
  bytes: number;
  sha256: string;
  width: number;
  height: number;
  /** JSON of `FrameQuality`, or null. */
  quality: string | null;
  alert: string | null;
  blobKey: string;
  /**
   * UTC ms at which retention gave the picture up, its preview ({@link previewKey}) being durable: the film and the preview
   * show it from then on, and the blob is, or is about to be, gone. Null while the picture is kept.
   */
  originalDeletedAt?: number | null | undefined;
}

/** A picture that retention is deleting: its row is marked, its blob may still be there. */
export interface RetiringRow {
  f: string;
  /** Real UTC ms. */
  since: number;
}

/** A frame that the edge dropped under its thinning policy: shown as a gap, never hidden. */
export interface ThinnedRow extends Omit<
  FrameRow,
  'width' | 'height' | 'quality' | 'alert' | 'blobKey' | 'originalDeletedAt'
> {
  thinnedAt: number;
  reason: string;
}

/** Raw readings `fromSeq` … `toSeq` of one boot as they arrived; intervals of one (device, boot) never overlap. */
export interface ReadingBatchRow {
  id: Generated<number>;
  site: string;
  device: string;
  boot: string;
  fromSeq: number;
  toSeq: number;
  receivedAt: number;
  /** Smallest and largest `mono` of its readings whose own clock is not believed; null where all were synced. */
  unsyncedFromMono: number | null;
  unsyncedToMono: number | null;
  /** gzip of the JSON array of `Reading`. */
  readings: Uint8Array;
}

/** What is known of the clock of one run. */
export interface BootClockRow {
  device: string;
  boot: string;
  /** UTC ms at which `mono` was 0; null until a record of the run was synced. */
  epochMs: number | null;
  /** `mono` of the synced record that `epochMs` comes from. */
  anchorMono: number | null;
  /** The run cannot have begun later, UTC ms: the smallest `receivedAt - mono`. */
  latestEpochMs: number;
  /** The epoch by which unsynced readings of the run stand in the series store; null while they wait for a sync. */
  seriesEpochMs: number | null;
}

/** `frame`, `readings`, `thinned`: newly accepted. `frame-time`, `readings-time`: `observedAt` was corrected. */
export type ChangeKind = 'frame' | 'frame-time' | 'thinned' | 'readings' | 'readings-time';

/** The change feed: `acceptedSeq` grows by the order of commits, so a cursor over it misses nothing. */
export interface ChangeRow {
  acceptedSeq: GeneratedAlways<number>;
  kind: ChangeKind;
  site: string;
  /** Frame id, or id of the reading batch. */
  key: string;
  camera: string | null;
  /** Local day that this change touches (for `frame-time` both days are written), YYYY-MM-DD. */
  day: string | null;
}

/** What was refused for good and why; the bytes, where kept, lie in blobs under `quarantine/`. */
export interface QuarantineRow {
  id: Generated<number>;
  site: string;
  device: string;
  what: string;
  code: string;
  message: string;
  receivedAt: number;
  blobKey: string | null;
}

/** The last `up/status` and `up/report` of each device, as JSON. */
export interface DeviceRow {
  site: string;
  device: string;
  status: string | null;
  statusAt: number | null;
  report: string | null;
  desired: string | null;
}

export interface DeviceAlertRow {
  id: string;
  site: string;
  device: string;
  kind: string;
  boot: string;
  mono: number;
  clk: string;
  capturedAt: number;
  observedAt: number;
  timeQuality: TimeQuality;
  receivedAt: number;
  text: string | null;
}

/** How far intake's own readers of the change feed have come. */
export interface CursorRow {
  name: string;
  acceptedSeq: number;
}

/** The database `intake`: written by ingest/intake alone, read by everybody. */
export interface IntakeTables {
  frames: FrameRow;
  retiring: RetiringRow;
  thinned: ThinnedRow;
  readingBatches: ReadingBatchRow;
  bootClocks: BootClockRow;
  changes: ChangeRow;
  quarantine: QuarantineRow;
  devices: DeviceRow;
  deviceAlerts: DeviceAlertRow;
  cursors: CursorRow;
}
