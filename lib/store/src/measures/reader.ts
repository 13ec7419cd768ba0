import type { MetricName, WindowStatistic } from '@fieldlapse/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { RecordsStore } from '../ports.ts';
import { measureMigrations } from './migrations.ts';
import type { DayRow, GrowthRow, MeasureChangeRow, MeasureTables, MethodRow, MetricRow, ModelRow } from './tables.ts';

export type MeasureChange = Selectable<MeasureChangeRow>;

type Parsed<Row, Json extends string> = Readonly<Omit<Row, Json>>;

/** What one method measured in one area of a frame. */
export interface FrameMetrics extends Parsed<
  MetricRow,
  'measured' | 'uncertainty' | 'withheld' | 'classes' | 'inputs'
> {
  readonly measured: Readonly<Partial<Record<MetricName, number>>>;
  readonly uncertainty: Readonly<Partial<Record<MetricName, number>>>;
  readonly withheld: Readonly<Partial<Record<MetricName, string>>>;
  /** Probability of each class where the method names what the picture shows. */
  readonly classes: Readonly<Record<string, number>> | null;
}

/** The values of one day. */
export interface DayMetrics extends Parsed<DayRow, 'statistics' | 'withheld'> {
  readonly statistics: Readonly<Partial<Record<WindowStatistic, number>>>;
  /** Frames without a value, by reason. */
  readonly withheld: Readonly<Record<string, number>>;
}

/** The reading of a season, as analytics has it (`SeasonGrowth`). */
export interface StoredGrowth extends Parsed<GrowthRow, 'reading'> {
  readonly reading: unknown;
}

/** One metric of one area by one method. */
export interface MetricOf {
  readonly site: string;
  readonly camera: string;
  readonly area: string;
  readonly method: string;
  readonly metric: MetricName;
}

/** What is asked of measurements; nothing here writes. */
export interface MeasureReader {
  /** Areas and methods that have measured a camera's frames. */
  methods(site: string, camera: string): Promise<MethodRow[]>;
  /** What was measured in a frame, by every method. */
  ofFrame(f: string): Promise<FrameMetrics[]>;
  /** In order of time, `from <= observedAt < to`, at most `limit`. */
  frames(of: Omit<MetricOf, 'metric'>, from: number, to: number, limit: number): Promise<FrameMetrics[]>;
  /** The newest frames, newest first. */
  newest(of: Omit<MetricOf, 'metric'>, limit: number): Promise<FrameMetrics[]>;
  /** In order, `from` and `to` inclusive. */
  days(of: MetricOf, from?: string, to?: string): Promise<DayMetrics[]>;
  growth(site: string, camera: string, area: string): Promise<StoredGrowth[]>;
  /** Seasons of all cameras of a site that were read from the same metric by the same method. */
  growthLike(of: Pick<MetricOf, 'site' | 'metric' | 'method'>): Promise<StoredGrowth[]>;
  /** How many frames of a camera are measured as is wanted now; undefined before the first. */
  progress(site: string, camera: string): Promise<{ readonly done: number; readonly finished: boolean } | undefined>;
  models(): Promise<ModelRow[]>;
  /** Changes with `measuredSeq > seq` in order, at most `limit`. */
  changesAfter(seq: number, limit: number): Promise<MeasureChange[]>;
  /** The newest `measuredSeq`, 0 before the first change. */
  lastMeasuredSeq(): Promise<number>;
  close(): Promise<void>;
}

/** Opens the measurements for reading. Throws `RECORDS_MISSING` before analytics has first started, and `STORE_NEWER`. */
export async function openMeasureReader(records: RecordsStore): Promise<MeasureReader> {
  return measureReader(await records.openReadOnly<MeasureTables>('measure', measureMigrations.length));
}

/** {@link MeasureReader} over the open database. */
export function measureReader(db: Kysely<MeasureTables>): MeasureReader {
  const metricsOf = ({ site, camera, area, method }: Omit<MetricOf, 'metric'>) =>
    db
      .selectFrom('metrics')
      .selectAll()
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('area', '=', area)
      .where('method', '=', method);
  return {
    methods: (site, camera) =>
      db
        .selectFrom('methods')
        .selectAll()
        .where('site', '=', site)
        .where('camera', '=', camera)
        .where('frames', '>', 0)
        .execute(),
    ofFrame: async (f) => (await db.selectFrom('metrics').selectAll().where('f', '=', f).execute()).map(frameMetricsOf),
    frames: async (of, from, to, limit) => {
      const rows = metricsOf(of).where('observedAt', '>=', from).where('observedAt', '<', to);
      return (await rows.orderBy('observedAt').orderBy('f').limit(limit).execute()).map(frameMetricsOf);
    },
    newest: async (of, limit) => {
      const rows = metricsOf(of).orderBy('observedAt', 'desc').orderBy('f', 'desc').limit(limit);
      return (await rows.execute()).map(frameMetricsOf);
    },
    days: async ({ site, camera, area, metric, method }, from = '', to = '9999') => {
      const rows = await db
        .selectFrom('days')
        .selectAll()
        .where('site', '=', site)
        .where('camera', '=', camera)
        .where('area', '=', area)
        .where('metric', '=', metric)
        .where('method', '=', method)
        .where('day', '>=', from)
        .where('day', '<=', to)
        .orderBy('day')
        .execute();
      return rows.map(dayMetricsOf);
    },
    growth: async (site, camera, area) => {
      const ofArea = db.selectFrom('growth').selectAll().where('site', '=', site).where('camera', '=', camera);
      return (await ofArea.where('area', '=', area).execute()).map(growthOf);
    },
    growthLike: async ({ site, metric, method }) => {
      const ofSite = db.selectFrom('growth').selectAll().where('site', '=', site);
      return (await ofSite.where('metric', '=', metric).where('method', '=', method).execute()).map(growthOf);
    },
    progress: async (site, camera) => {
      const row = await db
        .selectFrom('backfills')
        .select(['done', 'finished'])
        .where('site', '=', site)
        .where('camera', '=', camera)
        .executeTakeFirst();
      return row && { done: row.done, finished: row.finished === 1 };
    },
    models: () => db.selectFrom('models').selectAll().orderBy('name').orderBy('version').execute(),
    changesAfter: (seq, limit) =>
      db
        .selectFrom('measureChanges')
        .selectAll()
        .where('measuredSeq', '>', seq)
        .orderBy('measuredSeq')
        .limit(limit)
        .execute(),
    lastMeasuredSeq: async () => {
      const last = db.selectFrom('measureChanges').select('measuredSeq').orderBy('measuredSeq', 'desc').limit(1);
      return (await last.executeTakeFirst())?.measuredSeq ?? 0;
    },
    close: () => db.destroy(),
  };
}

function growthOf(row: GrowthRow): StoredGrowth {
  return { ...row, reading: JSON.parse(row.reading) as unknown };
}

const parse = <T>(json: string): T => JSON.parse(json) as T;

function frameMetricsOf(row: MetricRow): FrameMetrics {
  const { measured, uncertainty, withheld, classes, inputs: _inputs, ...rest } = row;
  return {
    ...rest,
    measured: parse(measured),
    uncertainty: parse(uncertainty),
    withheld: parse(withheld),
    classes: classes === null ? null : parse(classes),
  };
}

function dayMetricsOf({ statistics, withheld, ...row }: DayRow): DayMetrics {
  return { ...row, statistics: parse(statistics), withheld: parse(withheld) };
}
