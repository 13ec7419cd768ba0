import { metricSeries, startOfLocalDay, type MetricName, type WindowStatistic } from '@fieldlapse/contracts';
import type { DayRow, DueDayRow } from '@fieldlapse/store';
import { notePoint } from './due-points.ts';
import type { MeasureRecords } from './open.ts';

const halfDayMs = 12 * 3_600_000;

/** Local days whose daily values are to be worked out again. */
export async function dueDays(db: MeasureRecords, limit: number): Promise<DueDayRow[]> {
  return db.selectFrom('dueDays').selectAll().orderBy('day', 'desc').limit(limit).execute();
}

/** Puts the daily values of a day in the place of the old ones, with the points that follow from them. */
export function commitDay(
  db: MeasureRecords,
  due: DueDayRow,
  rows: readonly DayRow[],
  timeZone: string,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    let changed = false;
    for (const row of rows) changed = (await putDay(trx, row, timeZone)) || changed;
    const { site, camera, day } = due;
    await trx
      .deleteFrom('dueDays')
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('day', '=', day)
      .execute();
    if (!changed) return;
    await trx
      .insertInto('dueGrowth')
      .values(due)
      .onConflict((on) => on.columns(['site', 'camera']).doUpdateSet((eb) => ({ day: eb.fn('min', ['dueGrowth.day', eb.val(day)]) })))
      .execute();
  });
}

async function putDay(trx: MeasureRecords, row: DayRow, timeZone: string): Promise<boolean> {
  const { site, camera, area, metric, method, day } = row;
  const before = await trx
    .selectFrom('days')
    .selectAll()
    .where('site', '=', site)
    .where('camera', '=', camera)
    .where('area', '=', area)
    .where('metric', '=', metric)
    .where('method', '=', method)
    .where('day', '=', day)
    .executeTakeFirst();
  if (before && before.statistics === row.statistics && before.withheld === row.withheld && before.count === row.count) {
    return false;
  }
  await trx
    .insertInto('days')
    .values(row)
    .onConflict((on) => on.columns(['site', 'camera', 'area', 'metric', 'method', 'day']).doUpdateSet(row))
    .execute();
  const now = JSON.parse(row.statistics) as Partial<Record<WindowStatistic, number>>;
  const then = before ? (JSON.parse(before.statistics) as typeof now) : {};
  const t = startOfLocalDay(day, timeZone) + halfDayMs;
  for (const statistic of Object.keys({ ...then, ...now }) as WindowStatistic[]) {
    if (now[statistic] === then[statistic]) continue;
    const source = { site, camera, area, metric: metric as MetricName, method };
    await notePoint(trx, metricSeries(source, statistic), t, now[statistic] ?? null);
  }
  return true;
}
