import type { BackfillRow, FrameRow } from '@fieldlapse/store';
import type { MeasureRecords } from './open.ts';
import type { CameraName } from './pending.ts';

/** How far each camera's stored frames are measured as its plan wants it. */
export interface Backfills {
  /** Begins anew with the newest frame where the plan is another than before; true where it is. */
  begin(camera: CameraName, plan: string): Promise<boolean>;
  /** The first unfinished one of a camera that is not `busy`. */
  next(busy: readonly CameraName[]): Promise<BackfillRow | undefined>;
  /** Frames down to this one are done; none left where undefined. Nothing happens where the plan has changed meanwhile. */
  advance(row: BackfillRow, last: Pick<FrameRow, 'f' | 'observedAt'> | undefined, count: number): Promise<void>;
}

const fromTheNewest = { beforeAt: Number.MAX_SAFE_INTEGER, beforeF: '', done: 0, finished: 0 } as const;

export function backfillTable(db: MeasureRecords): Backfills {
  return {
    async begin({ site, camera }, plan) {
      const known = await db
        .selectFrom('backfills')
        .select('plan')
        .where('site', '=', site)
        .where('camera', '=', camera)
        .executeTakeFirst();
      if (known?.plan === plan) return false;
      const row = { site, camera, plan, ...fromTheNewest };
      await db
        .insertInto('backfills')
        .values(row)
        .onConflict((on) => on.columns(['site', 'camera']).doUpdateSet(row))
        .execute();
      return true;
    },
    async next(busy) {
      const rows = await db.selectFrom('backfills').selectAll().where('finished', '=', 0).execute();
      return rows.find((row) => !busy.some(({ site, camera }) => row.site === site && row.camera === camera));
    },
    async advance({ site, camera, plan }, last, count) {
      await db
        .updateTable('backfills')
        .set((eb) => ({
          done: eb('done', '+', count),
          ...(last ? { beforeAt: last.observedAt, beforeF: last.f } : { finished: 1 as const }),
        }))
        .where('site', '=', site)
        .where('camera', '=', camera)
        .where('plan', '=', plan)
        .execute();
    },
  };
}
