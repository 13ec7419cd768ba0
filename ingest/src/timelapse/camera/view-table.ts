import type { Registration } from '@fieldlapse/imaging';
import type { Kysely } from 'kysely';
import { idBatches } from '../segments/id-batches.ts';
import type { MoveRow, ReferenceRow, TimelapseTables } from '../segments/tables.ts';

/** How cameras look at their fields: reference frames, how others lie on them, and moves that were found. */
export interface ViewTable {
  /** The references of a camera by the time from which they hold; the first from 0. */
  references(site: string, camera: string): Promise<ReferenceRow[]>;
  /** Those of all cameras. */
  allReferences(): Promise<ReferenceRow[]>;
  putReference(row: ReferenceRow): Promise<void>;
  dropReference(row: ReferenceRow): Promise<void>;
  /** Registrations on a reference as far as they are known, by frame id. */
  registrations(frames: readonly string[], reference: string): Promise<Map<string, Registration>>;
  putRegistration(f: string, reference: string, registration: Registration): Promise<void>;
  moves(site: string, camera: string): Promise<MoveRow[]>;
  /** All moves of all cameras. */
  allMoves(): Promise<MoveRow[]>;
  /** Gives a move that was found before another first frame. */
  redateMove(id: string, found: Pick<MoveRow, 'f' | 'observedAt' | 'shift'>): Promise<void>;
  /** Forgets the moves that were found against a reference which is none any more, but for those that became references. */
  forgetMovesOf(old: ReferenceRow, now: string): Promise<void>;
  /** True where the move was not known. */
  putMove(row: MoveRow): Promise<boolean>;
}

export function viewTable(db: Kysely<TimelapseTables>): ViewTable {
  const movesOf = () => db.selectFrom('moves').selectAll().orderBy('observedAt', 'desc');
  return {
    references: (site, camera) =>
      db
        .selectFrom('viewReferences')
        .selectAll()
        .where('site', '=', site)
        .where('camera', '=', camera)
        .orderBy('fromObservedAt')
        .execute(),
    allReferences: () => db.selectFrom('viewReferences').selectAll().execute(),
    async putReference(row) {
      await db
        .insertInto('viewReferences')
        .values(row)
        .onConflict((on) => on.columns(['site', 'camera', 'fromObservedAt']).doUpdateSet({ f: row.f }))
        .execute();
    },
    async dropReference({ site, camera, fromObservedAt }) {
      await db
        .deleteFrom('viewReferences')
        .where('site', '=', site)
        .where('camera', '=', camera)
        .where('fromObservedAt', '=', fromObservedAt)
        .execute();
    },
    async registrations(frames, reference) {
      const found = new Map<string, Registration>();
      for (const ids of idBatches(frames)) {
        const rows = await db
          .selectFrom('registrations')
          .select(['f', 'registration'])
          .where('f', 'in', ids)
          .where('reference', '=', reference)
          .execute();
        for (const { f, registration } of rows) found.set(f, JSON.parse(registration) as Registration);
      }
      return found;
    },
    async putRegistration(f, reference, registration) {
      await db
        .insertInto('registrations')
        .values({ f, reference, registration: JSON.stringify(registration) })
        .onConflict((on) => on.columns(['f', 'reference']).doUpdateSet({ registration: JSON.stringify(registration) }))
        .execute();
    },
    moves: (site, camera) => movesOf().where('site', '=', site).where('camera', '=', camera).execute(),
    allMoves: () => movesOf().execute(),
    async redateMove(id, { f, observedAt, shift }) {
      await db.updateTable('moves').set({ f, observedAt, shift }).where('id', '=', id).execute();
    },
    forgetMovesOf: ({ site, camera, f }, now) =>
      db.transaction().execute(async (trx) => {
        const taken = trx
          .selectFrom('viewReferences')
          .select('f')
          .where('site', '=', site)
          .where('camera', '=', camera);
        await trx.deleteFrom('moves').where('reference', '=', f).where('f', 'not in', taken).execute();
        await trx.updateTable('moves').set({ reference: now }).where('reference', '=', f).execute();
      }),
    async putMove(row) {
      const done = await db
        .insertInto('moves')
        .values(row)
        .onConflict((on) => on.doNothing())
        .executeTakeFirst();
      return (done.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
  };
}
