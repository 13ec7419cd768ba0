import { lotMigrations, type LotTables, type RecordsStore } from '@fieldlapse/store';
import { sql, type Kysely } from 'kysely';

/** The records of lots, or a transaction of them. */
export type LotDb = Kysely<LotTables>;

/**
 * Opens the records of lots for writing. The service and a command may both have them open: each writes in transactions that
 * wait for each other. Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`.
 */
export async function openLotDb(records: RecordsStore): Promise<LotDb> {
  const db = await records.openOwn<LotTables>('lots', lotMigrations);
  // What is deleted is overwritten: a name that was erased cannot be found in the file.
  await sql`pragma secure_delete = on`.execute(db);
  return db;
}

/** What a transaction decided: `undo` takes everything back that it wrote. */
export interface Decided<T> {
  readonly result: T;
  readonly undo?: boolean;
}

/**
 * A transaction that is the only writer from its start: what it reads is still true when it commits, whatever other
 * process writes too.
 */
export async function alone<T>(db: LotDb, work: (trx: LotDb) => Promise<Decided<T>>): Promise<T> {
  return db.connection().execute(async (trx) => {
    await sql`begin immediate`.execute(trx);
    try {
      const { result, undo } = await work(trx);
      await (undo ? sql`rollback` : sql`commit`).execute(trx);
      return result;
    } catch (error) {
      await sql`rollback`.execute(trx);
      throw error;
    }
  });
}
