import type { GeneratedAlways } from 'kysely';
import type { TimeQuality } from '../intake/tables.ts';

/** How far the change feed of intake was read. */
interface MeasureCursorRow {
  name: 'changes';
  acceptedSeq: number;
}

/** A frame that is to be measured, or looked at again because one before it changed. */
export interface PendingRow {
  f: string;
  site: string;
  camera: string;
  observedAt: number;
  /** Rises with each change that touches the frame; the row goes when a measurement that began after that change is durable. */
  seq: number;
  attempts: number;
  /** Real UTC ms before which it is not tried again. */
  notBefore: number;
}

/** What a frame's own picture says of itself, so that it need not be decoded again to judge it or those after it. */
export interface LookRow {
  f: string;
  site: string;
  camera: string;
  observedAt: number;
  /** Names the code and the area that it was taken with. */
  version: string;
  /** JSON of the quality gate's traits; null where the picture does not decode. */
  traits: string | null;
  /** JSON of the gate's flags, and 1 where later frames may be compared to this one. */
  flags: string;
  teaches: 0 | 1;
  /** The frame that its view was held against, and JSON of how it lies on it; null where views were not compared. */
  reference: string | null;
  registration: string | null;
}

/** What one method measured in one area of a frame. */
export interface MetricRow {
  f: string;
  area: string;
  method: string;
  site: string;
  camera: string;
  /** UTC ms. */
  observedAt: number;
  timeQuality: TimeQuality;
  /** JSON by metric: numbers; how sure they are; why there is none. */
  measured: string;
  uncertainty: string;
  withheld: string;
  /** JSON of the probability of each class where the method names what the picture shows; null for others. */
  classes: string | null;
  /** SHA-256 of the JPEG, and of the model where one measured. */
  sha256: string;
  modelHash: string | null;
  /** Names the area as it was configured. */
  areaVersion: string;
  /** Names all that the numbers depend on: the same inputs are not measured twice. */
  inputs: string;
  /** UTC ms on the injected clock. */
  measuredAt: number;
}

/** A method that has measured in an area, counted as its rows come and go. */
export interface MethodRow {
  site: string;
  camera: string;
  area: string;
  method: string;
  frames: number;
}

/** The daily values of one metric. */
export interface DayRow {
  site: string;
  camera: string;
  area: string;
  metric: string;
  method: string;
  day: string;
  /** JSON by window statistic; what could not be told is absent. */
  statistics: string;
  /** Frames of the day with a value, and JSON of how many have none, by reason. */
  count: number;
  withheld: string;
}

/** What the daily values of one metric say about a season, as it was last read. */
export interface GrowthRow {
  site: string;
  camera: string;
  area: string;
  metric: string;
  method: string;
  /** Id of the season, or `all` where none is configured. */
  season: string;
  /** Rises whenever the reading changes. */
  revision: number;
  /** The last local day that was looked at. */
  through: string;
  /** JSON of the reading. */
  reading: string;
  computedAt: number;
}

/** How far the frames of a camera are measured as its plan wants it, newest first. */
export interface BackfillRow {
  site: string;
  camera: string;
  /** Names what is wanted of the camera. */
  plan: string;
  /** Frames from here on, `(observedAt, f)`, are done. */
  beforeAt: number;
  beforeF: string;
  done: number;
  finished: 0 | 1;
}

/** A model that measures, or that was refused. */
export interface ModelRow {
  name: string;
  version: string;
  state: 'ready' | 'refused';
  /** Error code and message where it was refused. */
  code: string | null;
  message: string | null;
  /** JSON of the card; null where it could not be read. */
  card: string | null;
  since: number;
}

/** A point that is to be written into the series store, or, with null, to be taken out of it. */
export interface DuePointRow {
  series: string;
  t: number;
  value: number | null;
}

/** A local day of a camera whose daily values are to be worked out again. */
export interface DueDayRow {
  site: string;
  camera: string;
  day: string;
}

/** A camera whose daily values changed, from `day` on, since its seasons were last read. */
export interface DueGrowthRow {
  site: string;
  camera: string;
  day: string;
}

/**
 * `measured`: the first values of a frame by a method. `withheld`: it has none, and says why. `revised`: what was said before
 * is another now. `growth`: the reading of a season is another.
 */
export type MeasureChangeKind = 'measured' | 'withheld' | 'revised' | 'growth';

/** The change feed of measurements: `measuredSeq` grows by the order of commits, so a cursor over it misses nothing. */
export interface MeasureChangeRow {
  measuredSeq: GeneratedAlways<number>;
  kind: MeasureChangeKind;
  site: string;
  camera: string;
  area: string;
  method: string;
  /** The frame, and when it was taken; null for `growth`. */
  f: string | null;
  observedAt: number | null;
  /** The metric and the season; null for frames. */
  metric: string | null;
  season: string | null;
}

/** The database `measure`: written by analytics alone, read by everybody. */
export interface MeasureTables {
  cursors: MeasureCursorRow;
  pending: PendingRow;
  looks: LookRow;
  metrics: MetricRow;
  methods: MethodRow;
  days: DayRow;
  growth: GrowthRow;
  backfills: BackfillRow;
  models: ModelRow;
  duePoints: DuePointRow;
  dueDays: DueDayRow;
  dueGrowth: DueGrowthRow;
  measureChanges: MeasureChangeRow;
}
