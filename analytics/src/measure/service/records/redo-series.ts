import { metricSeries, startOfLocalDay, type MetricName, type WindowStatistic } from '@fieldlapse/contracts';
import type { MetricRow, SeriesStore } from '@fieldlapse/store';
import { notePoint } from './due-points.ts';
import type { MeasureRecords } from './open.ts';

const atOnce = 500;
const halfDayMs = 12 * 3_600_000;

/**
 * Compares the series store to the records by the newest value of each method, and where one is missing, as in a store that
 * was emptied or is another, makes every point of that method due again. Returns how many methods were.
 */
export async function redoSeries(
  db: MeasureRecords,
  series: SeriesStore,
  timeZoneOf: (site: string) => string,
): Promise<number> {
  let redone = 0;
  for (const of of await db.selectFrom('methods').selectAll().where('frames', '>', 0).execute()) {
    const newest = await rowsOf(db, of, { at: Number.MAX_SAFE_INTEGER, f: '' }, 1);
    if (!newest[0] || (await isThere(series, newest[0]))) continue;
    redone += 1;
    await redoFrames(db, of);
    await redoDays(db, of, timeZoneOf(of.site));
  }
  return redone;
}

type MethodOf = Pick<MetricRow, 'site' | 'camera' | 'area' | 'method'>;

/** Rows with a value before a place, newest first. */
function rowsOf(
  db: MeasureRecords,
  of: MethodOf,
  before: { at: number; f: string },
  limit: number,
): Promise<MetricRow[]> {
  return db
    .selectFrom('metrics')
    .selectAll()
    .where('site', '=', of.site)
    .where('camera', '=', of.camera)
    .where('area', '=', of.area)
    .where('method', '=', of.method)
    .where('observedAt', '<=', before.at)
    .where((eb) => eb.or([eb('observedAt', '<', before.at), eb('f', '<', before.f)]))
    .where('measured', '<>', '{}')
    .where('timeQuality', '<>', 'uncertain')
    .orderBy('observedAt', 'desc')
    .orderBy('f', 'desc')
    .limit(limit)
    .execute();
}

function valuesOf({ measured }: MetricRow): [MetricName, number][] {
  return Object.entries(JSON.parse(measured) as Record<MetricName, number>) as [MetricName, number][];
}

async function isThere(series: SeriesStore, row: MetricRow): Promise<boolean> {
  for (const [metric] of valuesOf(row)) {
    const { site, camera, area, method, observedAt } = row;
    const name = metricSeries({ site, camera, area, metric, method });
    if ((await series.range(name, observedAt, observedAt + 1, 1)).length === 0) return false;
  }
  return true;
}

async function redoFrames(db: MeasureRecords, of: MethodOf): Promise<void> {
  let before = { at: Number.MAX_SAFE_INTEGER, f: '' };
  for (;;) {
    const rows = await rowsOf(db, of, before, atOnce);
    const last = rows.at(-1);
    if (!last) return;
    await db.transaction().execute(async (trx) => {
      // Of frames taken at the same moment the one with the greatest id stands in the series: it is noted last.
      for (const row of rows.toReversed()) {
        for (const [metric, value] of valuesOf(row)) {
          await notePoint(trx, metricSeries({ ...of, metric }), row.observedAt, value);
        }
      }
    });
    before = { at: last.observedAt, f: last.f };
  }
}

async function redoDays(db: MeasureRecords, { site, camera, area, method }: MethodOf, timeZone: string): Promise<void> {
  const days = await db
    .selectFrom('days')
    .selectAll()
    .where('site', '=', site)
    .where('camera', '=', camera)
    .where('area', '=', area)
    .where('method', '=', method)
    .execute();
  for (let at = 0; at < days.length; at += atOnce) {
    await db.transaction().execute(async (trx) => {
      for (const { metric, day, statistics } of days.slice(at, at + atOnce)) {
        const source = { site, camera, area, metric: metric as MetricName, method };
        for (const [statistic, value] of Object.entries(JSON.parse(statistics) as Record<WindowStatistic, number>)) {
          const t = startOfLocalDay(day, timeZone) + halfDayMs;
          await notePoint(trx, metricSeries(source, statistic as WindowStatistic), t, value);
        }
      }
    });
  }
}
