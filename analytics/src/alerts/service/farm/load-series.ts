import { cameraStateNames, mainArea, parseMetricSeries, type MetricSource } from '@fieldlapse/contracts';
import type { AlertTables, FrameMetrics, IntakeReader, MeasureReader, SeriesStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { alarmPoints, cameraStatesOf, parseStateSeries, stateSeries, type StateSource } from './states.ts';

/** A point as rules see it; NaN where the sensor gave no value. */
export interface SeenPoint {
  readonly t: number;
  readonly value: number;
}

/** Where points are read again. */
export interface PointSources {
  readonly db: Kysely<AlertTables>;
  readonly series: SeriesStore;
  readonly intake: IntakeReader;
  /** Undefined while nothing was ever measured. */
  readonly measures: () => Promise<MeasureReader | undefined>;
}

/** Reads the points of a series with `from <= t < to` in order of time. */
export type LoadSeries = (name: string, from: number, to: number) => Promise<SeenPoint[]>;

const pageSize = 20_000;
const mostAlarms = 1000;

/** Points from where they are kept: sensors in the series store, metrics and what frames say of cameras in the records of measurements. */
export function seriesLoader(sources: PointSources): LoadSeries {
  return async (name, from, to) => {
    const metric = parseMetricSeries(name);
    if (metric) return metricPoints(sources, metric, from, to);
    const state = parseStateSeries(name);
    if (state) return (await statePoints(sources, state, from, to)).filter(({ t }) => t >= from && t < to);
    return sensorPoints(sources, name, from, to);
  };
}

/** The series store holds neither faults nor derived values that are still on their way. */
async function sensorPoints(
  { db, series }: PointSources,
  name: string,
  from: number,
  to: number,
): Promise<SeenPoint[]> {
  const points = new Map<number, number>();
  const faults = db.selectFrom('faults').select('t').where('series', '=', name);
  for (const { t } of await faults.where('t', '>=', from).where('t', '<', to).execute()) points.set(t, NaN);
  for (let start = from; ;) {
    const page = await series.range(name, start, to, pageSize);
    for (const { t, value } of page) points.set(t, value);
    if (page.length < pageSize) break;
    start = page.at(-1)!.t + 1;
  }
  const due = db.selectFrom('duePoints').select(['t', 'value']).where('series', '=', name);
  for (const { t, value } of await due.where('t', '>=', from).where('t', '<', to).execute()) {
    if (value === null) points.delete(t);
    else points.set(t, value);
  }
  return [...points].map(([t, value]) => ({ t, value })).sort((a, b) => a.t - b.t);
}

async function metricPoints(sources: PointSources, of: MetricSource, from: number, to: number): Promise<SeenPoint[]> {
  const points: SeenPoint[] = [];
  for await (const { observedAt: t, measured } of framesOf(sources, of, from, to)) {
    const value = measured[of.metric];
    if (value !== undefined) points.push({ t, value });
  }
  return lastOfEach(points);
}

async function statePoints(
  sources: PointSources,
  { site, kind, name, state }: StateSource,
  from: number,
  to: number,
): Promise<SeenPoint[]> {
  if (kind === 'device') {
    if (state !== 'alarm') return seenPoints(sources, stateSeries({ site, kind, name, state }), from, to);
    const alarms = await sources.intake.deviceAlerts(site, mostAlarms);
    return alarmPoints(alarms.filter(({ device }) => device === name).map(({ observedAt }) => observedAt));
  }
  const wanted = cameraStateNames.find((one) => one === state);
  const methods = (await (await sources.measures())?.methods(site, name)) ?? [];
  const points: SeenPoint[] = [];
  for (const { area, method } of methods) {
    if (wanted === undefined || area !== mainArea || !method.startsWith('index-')) continue;
    for await (const frame of framesOf(sources, { site, camera: name, area, method }, from, to)) {
      const value = cameraStatesOf(frame)[wanted];
      if (value !== undefined) points.push({ t: frame.observedAt, value });
    }
  }
  return lastOfEach(points.sort((a, b) => a.t - b.t || a.value - b.value));
}

function seenPoints({ db }: PointSources, series: string, from: number, to: number): Promise<SeenPoint[]> {
  const rows = db.selectFrom('states').select(['t', 'value']).where('series', '=', series);
  return rows.where('t', '>=', from).where('t', '<', to).orderBy('t').execute();
}

/** Frames of a method in order; those of uncertain time are left out. */
async function* framesOf(
  { measures }: PointSources,
  of: Omit<MetricSource, 'metric'>,
  from: number,
  to: number,
): AsyncGenerator<FrameMetrics> {
  const reader = await measures();
  for (let start = from; reader;) {
    const page = await reader.frames(of, start, to, pageSize);
    yield* page.filter(({ timeQuality }) => timeQuality !== 'uncertain');
    if (page.length < pageSize) return;
    start = page.at(-1)!.observedAt + 1;
  }
}

/** One point for each time: the last. */
const lastOfEach = (points: readonly SeenPoint[]): SeenPoint[] =>
  points.filter(({ t }, index) => points[index + 1]?.t !== t);
