import type { IntakeTables, RetiringRow } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { GroupCommit, Trx } from './commit/group-commit.ts';

/** What retention notes of pictures: intake is the one writer of their rows. Each promise resolves when the note is durable. */
export interface Originals {
  /** Marks frames as given up and notes that their blobs are to be deleted; what is marked already stays as it is. */
  giveUp(frames: readonly string[], deletedAt: number): Promise<void>;
  /** Takes {@link giveUp} back for frames whose blobs are still there. */
  takeBack(frames: readonly string[]): Promise<void>;
  /** Frames given up whose blobs may still be there, oldest first. */
  retiring(): Promise<readonly RetiringRow[]>;
  /** Forgets that their blobs were to be deleted: they are gone. */
  gone(frames: readonly string[]): Promise<void>;
}

export function openOriginals(db: Kysely<IntakeTables>, commits: GroupCommit): Originals {
  // One statement for each frame: few at a time, and prepared once.
  const each = (frames: readonly string[], work: (trx: Trx, f: string) => Promise<unknown>): Promise<void> =>
    commits.run(async (trx) => {
      for (const f of frames) await work(trx, f);
    });
  return {
    giveUp: (frames, deletedAt) => {
      const since = Date.now();
      return each(frames, async (trx, f) => {
        const marked = await trx
          .updateTable('frames')
          .set({ originalDeletedAt: deletedAt })
          .where('f', '=', f)
          .where('originalDeletedAt', 'is', null)
          .returning('f')
          .executeTakeFirst();
        if (marked) await trx.insertInto('retiring').values({ f, since }).execute();
      });
    },
    takeBack: (frames) =>
      each(frames, async (trx, f) => {
        await trx.updateTable('frames').set({ originalDeletedAt: null }).where('f', '=', f).execute();
        await trx.deleteFrom('retiring').where('f', '=', f).execute();
      }),
    retiring: () => db.selectFrom('retiring').selectAll().orderBy('since').orderBy('f').execute(),
    gone: (frames) => each(frames, (trx, f) => trx.deleteFrom('retiring').where('f', '=', f).execute()),
  };
}
