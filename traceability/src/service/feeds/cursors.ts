import type { LotDb } from '../../lots/records/open.ts';

/** The feeds that the service reads: some for all lots at once, some for each, so that a lot that is created late is told all. */
export type FeedName = 'intake' | 'measures' | `${'alerts' | 'decisions' | 'films' | 'days'}/${string}`;

/** How far a feed was read; 0 before the first time. */
export async function cursorOf(db: LotDb, name: FeedName): Promise<number> {
  const row = await db.selectFrom('cursors').select('seq').where('name', '=', name).executeTakeFirst();
  return row?.seq ?? 0;
}

export async function moveCursor(db: LotDb, name: FeedName, seq: number): Promise<void> {
  await db
    .insertInto('cursors')
    .values({ name, seq })
    .onConflict((on) => on.column('name').doUpdateSet({ seq }))
    .execute();
}
