import type { FrameRow, PendingRow } from '@fieldlapse/store';
import type { MeasureRecords } from './open.ts';

/** A camera by its names. */
export interface CameraName {
  readonly site: string;
  readonly camera: string;
}

/** A frame as far as the list of frames to measure needs it. */
export type ListedFrame = Pick<FrameRow, 'f' | 'site' | 'camera' | 'observedAt'>;

/** Frames that wait to be measured: newest first, each until a measurement that began after its last change is durable. */
export interface Pending {
  /** The last change of intake that was noted; undefined before the first start. */
  cursor(): Promise<number | undefined>;
  /** Notes frames, and moves the cursor behind their changes where one is given. */
  note(frames: readonly ListedFrame[], acceptedSeq?: number): Promise<void>;
  /** The camera of the newest frame that may be tried now, none of those that are `busy`. */
  nextCamera(busy: readonly CameraName[]): Promise<CameraName | undefined>;
  /** The newest frames of a camera that may be tried now. */
  newestOf(camera: CameraName, limit: number): Promise<PendingRow[]>;
  /** Puts a frame off after a failure; returns how long, ms. */
  failed(row: PendingRow): Promise<number>;
  /** Takes a frame off the list, but for a change that came since. */
  done(row: PendingRow): Promise<void>;
  /** Real UTC ms at which the next frame may be tried; undefined where none waits. */
  nextTry(): Promise<number | undefined>;
}

const firstWaitMs = 2000;
const longestWaitMs = 3_600_000;

export function pendingFrames(db: MeasureRecords): Pending {
  return {
    cursor: async () => (await db.selectFrom('cursors').select('acceptedSeq').executeTakeFirst())?.acceptedSeq,
    note: (frames, acceptedSeq) => note(db, frames, acceptedSeq),
    nextCamera: (busy) => {
      const free = db
        .selectFrom('pending')
        .select(['site', 'camera'])
        .where('notBefore', '<=', Date.now())
        .where((eb) =>
          eb.and(busy.map(({ site, camera }) => eb.not(eb.and([eb('site', '=', site), eb('camera', '=', camera)])))),
        );
      return free.orderBy('observedAt', 'desc').orderBy('f', 'desc').limit(1).executeTakeFirst();
    },
    newestOf: ({ site, camera }, limit) =>
      db
        .selectFrom('pending')
        .selectAll()
        .where('site', '=', site)
        .where('camera', '=', camera)
        .where('notBefore', '<=', Date.now())
        .orderBy('observedAt', 'desc')
        .orderBy('f', 'desc')
        .limit(limit)
        .execute(),
    async failed({ f, attempts }) {
      const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** attempts);
      const put = { attempts: attempts + 1, notBefore: Date.now() + waitMs };
      await db.updateTable('pending').set(put).where('f', '=', f).execute();
      return waitMs;
    },
    async done({ f, seq }) {
      await db.deleteFrom('pending').where('f', '=', f).where('seq', '=', seq).execute();
    },
    nextTry: async () => {
      const next = db.selectFrom('pending').select((eb) => eb.fn.min('notBefore').as('at'));
      return (await next.executeTakeFirst())?.at ?? undefined;
    },
  };
}

function note(db: MeasureRecords, frames: readonly ListedFrame[], acceptedSeq?: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await notePending(trx, frames);
    if (acceptedSeq === undefined) return;
    await trx
      .insertInto('cursors')
      .values({ name: 'changes', acceptedSeq })
      .onConflict((on) => on.column('name').doUpdateSet({ acceptedSeq }))
      .execute();
  });
}

/** Puts frames on the list; those that stand there are to be tried again at once. Part of the caller's transaction. */
export async function notePending(trx: MeasureRecords, frames: readonly ListedFrame[]): Promise<void> {
  for (const { f, site, camera, observedAt } of frames) {
    await trx
      .insertInto('pending')
      .values({ f, site, camera, observedAt, seq: 1, attempts: 0, notBefore: 0 })
      .onConflict((on) =>
        on.column('f').doUpdateSet((eb) => ({ seq: eb('pending.seq', '+', 1), observedAt, attempts: 0, notBefore: 0 })),
      )
      .execute();
  }
}
