import type { Migration, RecordsStore } from '@fieldlapse/store';
import { sql } from 'kysely';

interface ScanTables {
  /** How often the page of a lot was opened on a UTC day; nothing of who did. */
  scans: { lot: string; day: string; count: number };
}

const migrations: readonly Migration[] = [
  {
    name: 'scans of lots',
    up: async (db) => {
      await sql`create table scans (lot text not null, day text not null, count integer not null, primary key (lot, day)) without rowid`.execute(
        db,
      );
    },
  },
];

export interface ScanCounts {
  count(lot: string, day: string): Promise<void>;
  total(lot: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens the counts for their one writer: whoever serves the pages. Throws `RECORDS_OWNED`, `STORE_NEWER`. */
export async function openScanCounts(records: RecordsStore): Promise<ScanCounts> {
  const db = await records.openOwn<ScanTables>('scans', migrations);
  return {
    async count(lot, day) {
      await db
        .insertInto('scans')
        .values({ lot, day, count: 1 })
        .onConflict((on) => on.columns(['lot', 'day']).doUpdateSet((eb) => ({ count: eb('scans.count', '+', 1) })))
        .execute();
    },
    async total(lot) {
      const sum = db.selectFrom('scans').select(({ fn }) => fn.sum<number>('count').as('total'));
      return Number((await sum.where('lot', '=', lot).executeTakeFirst())?.total ?? 0);
    },
    close: () => db.destroy(),
  };
}
