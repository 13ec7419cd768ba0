import type { DueGrowthRow, GrowthRow } from '@fieldlapse/store';
import type { MeasureRecords } from '../records/open.ts';

export function dueGrowth(db: MeasureRecords): Promise<DueGrowthRow[]> {
  return db.selectFrom('dueGrowth').selectAll().execute();
}

/** Forgets that a camera's seasons are to be read, but for what changed meanwhile. */
export async function growthDone(db: MeasureRecords, { site, camera, day }: DueGrowthRow): Promise<void> {
  const row = db.deleteFrom('dueGrowth').where('site', '=', site).where('camera', '=', camera);
  await row.where('day', '=', day).execute();
}

/** Keeps the reading of a season; where it says anything new, the change feed tells. True then. */
export function putGrowth(db: MeasureRecords, row: Omit<GrowthRow, 'revision'>): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { site, camera, area, metric, method, season } = row;
    const before = await trx
      .selectFrom('growth')
      .selectAll()
      .where('site', '=', site)
      .where('camera', '=', camera)
      .where('area', '=', area)
      .where('metric', '=', metric)
      .where('method', '=', method)
      .where('season', '=', season)
      .executeTakeFirst();
    const isNew = before?.reading !== row.reading;
    const put = { ...row, revision: (before?.revision ?? 0) + (isNew ? 1 : 0) };
    await trx
      .insertInto('growth')
      .values(put)
      .onConflict((on) => on.columns(['site', 'camera', 'area', 'metric', 'method', 'season']).doUpdateSet(put))
      .execute();
    if (!isNew) return false;
    const change = { kind: 'growth', site, camera, area, method, f: null, observedAt: null, metric, season } as const;
    await trx.insertInto('measureChanges').values(change).execute();
    return true;
  });
}
