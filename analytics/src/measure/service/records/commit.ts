import { localDayOf, metricSeries, type MetricName } from '@fieldlapse/contracts';
import type { FrameRow, LookRow, MeasureChangeKind, MetricRow, PendingRow } from '@fieldlapse/store';
import { notePoint } from './due-points.ts';
import { putLook } from './looks.ts';
import type { MeasureRecords } from './open.ts';
import { notePending, type ListedFrame } from './pending.ts';

/** A frame with what was found out about it. */
export interface MeasuredFrame {
  readonly frame: FrameRow;
  /** Undefined where it is as it was. */
  readonly look: LookRow | undefined;
  /** Rows that are new or another than before. */
  readonly rows: readonly MetricRow[];
  /** Its place on the list, which it leaves. */
  readonly taken: PendingRow | undefined;
  /** Frames after it that are to be judged again. */
  readonly followers: readonly ListedFrame[];
}

/**
 * Keeps what was measured on a frame, tells the change feed, and notes which points and days follow from it: all in one
 * transaction, so a crash leaves either nothing of it or all that is needed to go on.
 */
export function commitFrame(db: MeasureRecords, measured: MeasuredFrame, timeZone: string): Promise<void> {
  return db.transaction().execute(async (trx) => {
    if (measured.look) await putLook(trx, measured.look);
    for (const row of measured.rows) await putMetrics(trx, row, timeZone);
    await notePending(trx, measured.followers);
    if (!measured.taken) return;
    const { f, seq } = measured.taken;
    await trx.deleteFrom('pending').where('f', '=', f).where('seq', '=', seq).execute();
  });
}

async function putMetrics(trx: MeasureRecords, row: MetricRow, timeZone: string): Promise<void> {
  const { f, area, method, site, camera, observedAt } = row;
  const before = await trx
    .selectFrom('metrics')
    .selectAll()
    .where('f', '=', f)
    .where('area', '=', area)
    .where('method', '=', method)
    .executeTakeFirst();
  await trx
    .insertInto('metrics')
    .values(row)
    .onConflict((on) => on.columns(['f', 'area', 'method']).doUpdateSet(row))
    .execute();
  const kind = changeOf(before, row);
  if (!kind) return;
  const change = { kind, site, camera, area, method, f, observedAt, metric: null, season: null };
  await trx.insertInto('measureChanges').values(change).execute();
  const times = new Set([observedAt, before?.observedAt ?? observedAt]);
  for (const t of times) {
    for (const metric of new Set([...metricsOf(before), ...metricsOf(row)])) await notePointAt(trx, row, metric, t);
    await noteDay(trx, site, camera, localDayOf(t, timeZone));
  }
}

/** Undefined where people and machines would read the same as before. */
function changeOf(before: MetricRow | undefined, row: MetricRow): MeasureChangeKind | undefined {
  if (!before) return row.measured === '{}' && row.classes === null ? 'withheld' : 'measured';
  const said: readonly (keyof MetricRow)[] = [
    ...(['measured', 'uncertainty', 'withheld', 'classes', 'observedAt', 'timeQuality'] as const),
    ...(['sha256', 'modelHash', 'areaVersion'] as const),
  ];
  return said.some((column) => before[column] !== row[column]) ? 'revised' : undefined;
}

function metricsOf(row: Pick<MetricRow, 'measured'> | undefined): MetricName[] {
  return row ? (Object.keys(JSON.parse(row.measured) as object) as MetricName[]) : [];
}

/** Of frames taken at the same moment the one with the greatest id stands in the series; uncertain times stand in none. */
async function notePointAt(
  trx: MeasureRecords,
  { site, camera, area, method }: MetricRow,
  metric: MetricName,
  t: number,
): Promise<void> {
  const there = await trx
    .selectFrom('metrics')
    .select('measured')
    .where('site', '=', site)
    .where('camera', '=', camera)
    .where('area', '=', area)
    .where('method', '=', method)
    .where('observedAt', '=', t)
    .where('timeQuality', '<>', 'uncertain')
    .orderBy('f', 'desc')
    .execute();
  const values = there.map(({ measured }) => (JSON.parse(measured) as Partial<Record<MetricName, number>>)[metric]);
  const value = values.find((one) => one !== undefined) ?? null;
  await notePoint(trx, metricSeries({ site, camera, area, metric, method }), t, value);
}

async function noteDay(trx: MeasureRecords, site: string, camera: string, day: string): Promise<void> {
  await trx
    .insertInto('dueDays')
    .values({ site, camera, day })
    .onConflict((on) => on.doNothing())
    .execute();
}
