import {
  metricSeries,
  startOfLocalDay,
  type LocalDay,
  type MetricName,
  type WindowStatistic,
} from '@fieldlapse/contracts';
import type { DayRow, DueDayRow } from '@fieldlapse/store';
import { notePoint } from '../records/due-points.ts';
import type { MeasureRecords } from '../records/open.ts';

const halfDayMs = 12 * 3_600_000;

/** Local days whose daily values are to be worked out again, newest first. */
export function dueDays(db: MeasureRecords, limit: number): Promise<DueDayRow[]> {
  return db.selectFrom('dueDays').selectAll().orderBy('day', 'desc').limit(limit).execute();
}

/**
 * Puts `rows` in the place of all daily values of a camera's `days`, with the points that follow; the day is due no more,
 * and the camera's seasons are where anything changed.
 */
export function commitDays(
  db: MeasureRecords,
  due: DueDayRow,
  days: readonly LocalDay[],
  rows: readonly DayRow[],
  timeZone: string,
): Promise<void> {
  const { site, camera, day } = due;
  return db.transaction().execute(async (trx) => {
    const there = await trx
      .selectFrom('days')
      .selectAll()
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('day', 'in', [...days])
      .execute();
    const before = new Map(there.map((row) => [keyOf(row), row]));
    let changed = false;
    for (const row of rows) {
      const old = before.get(keyOf(row));
      before.delete(keyOf(row));
      if (old && isSame(old, row)) continue;
      await putDay(trx, old, row, timeZone);
      changed = true;
    }
    for (const old of before.values()) {
      if (isSame(old, { ...old, ...nothing })) continue;
      await putDay(trx, old, { ...old, ...nothing }, timeZone);
      changed = true;
    }
    const ofCamera = trx.deleteFrom('dueDays').where('site', '=', site).where('camera', '=', camera);
    await ofCamera.where('day', '=', day).execute();
    if (changed) await noteGrowth(trx, due);
  });
}

// A day that had values and has none now stays as a day without.
const nothing = { statistics: '{}', count: 0, withheld: '{}' };

function keyOf({ area, metric, method, day }: DayRow): string {
  return `${area}/${metric}/${method}/${day}`;
}

function isSame(one: DayRow, other: DayRow): boolean {
  return one.statistics === other.statistics && one.count === other.count && one.withheld === other.withheld;
}

async function putDay(trx: MeasureRecords, before: DayRow | undefined, row: DayRow, timeZone: string): Promise<void> {
  await trx
    .insertInto('days')
    .values(row)
    .onConflict((on) => on.columns(['site', 'camera', 'area', 'metric', 'method', 'day']).doUpdateSet(row))
    .execute();
  const { site, camera, area, metric, method, day } = row;
  const now = JSON.parse(row.statistics) as Partial<Record<WindowStatistic, number>>;
  const then = before ? (JSON.parse(before.statistics) as typeof now) : {};
  const t = startOfLocalDay(day, timeZone) + halfDayMs;
  for (const statistic of Object.keys({ ...then, ...now }) as WindowStatistic[]) {
    if (now[statistic] === then[statistic]) continue;
    const source = { site, camera, area, metric: metric as MetricName, method };
    await notePoint(trx, metricSeries(source, statistic), t, now[statistic] ?? null);
  }
}

async function noteGrowth(trx: MeasureRecords, due: DueDayRow): Promise<void> {
  const earliest = (known: string) => (known < due.day ? known : due.day);
  const { site, camera } = due;
  const known = await trx
    .selectFrom('dueGrowth')
    .select('day')
    .where('site', '=', site)
    .where('camera', '=', camera)
    .executeTakeFirst();
  const day = earliest(known?.day ?? due.day);
  await trx
    .insertInto('dueGrowth')
    .values({ site, camera, day })
    .onConflict((on) => on.columns(['site', 'camera']).doUpdateSet({ day }))
    .execute();
}
