import { parseEntry } from '@fieldlapse/proof';
import { dataVersion, type RecordsStore } from '@fieldlapse/store';
import { sql, type Kysely } from 'kysely';
import { logMigrations, type CheckpointRow, type LogEntryRow, type LogTables } from './tables.ts';

/** A row before it has a place in the log. */
export type NewRow = Omit<LogEntryRow, 'id' | 'leafIndex' | 'adopted'>;

/** What the log keeps beside its files: salts and events that may be erased, and what it has signed. */
export interface LogRecords {
  /** Durable when it resolves. */
  addRows(rows: readonly NewRow[]): Promise<void>;
  row(lotTag: string, seq: number): Promise<LogEntryRow | undefined>;
  /** The last row of a chain. */
  lastRow(lotTag: string): Promise<LogEntryRow | undefined>;
  chain(lotTag: string): Promise<LogEntryRow[]>;
  /** Rows of a chain from a place on that were taken over by `adopt`, in order. */
  adopted(lotTag: string, from: number): Promise<LogEntryRow[]>;
  /** Rows without a place in the log, in order of arrival. */
  pendingRows(): Promise<LogEntryRow[]>;
  /** Places that rows have: their count, as they are numbered without gaps. */
  placedCount(): Promise<number>;
  /** Gives rows their places from `from` on and keeps the checkpoint that covers them, in one transaction. */
  commit(rows: readonly Pick<LogEntryRow, 'lotTag' | 'seq'>[], from: number, checkpoint: CheckpointRow): Promise<void>;
  /**
   * Takes over entries that the log holds and the records do not: without events and salts. Rows that wait and do not continue
   * them are dropped: nobody was told that they are in the log.
   */
  adopt(rows: readonly (Omit<NewRow, 'event' | 'salt'> & { readonly leafIndex: number })[]): Promise<void>;
  lastCheckpoint(): Promise<CheckpointRow | undefined>;
  /** Replaces the note of a checkpoint by one with more signatures. */
  putNote(size: number, note: string): Promise<void>;
  checkpoints(): Promise<CheckpointRow[]>;
  /** Forgets event and salt of an entry for good: their bytes are overwritten in the file too. */
  erase(lotTag: string, seq: number): Promise<void>;
  close(): Promise<void>;
}

// SQLite binds at most 32,766 values in a statement.
const rowsPerStatement = 1000;

/** Opens the records of the log for their one writer. Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`. */
export async function openLogRecords(records: RecordsStore): Promise<LogRecords> {
  const db = await records.openOwn<LogTables>('log', logMigrations);
  await sql`pragma secure_delete = on`.execute(db);
  return { ...readers(db), ...writers(db), close: () => db.destroy() };
}

/** What is asked of the log's records; nothing here writes. */
export interface LogRecordsReader extends Pick<LogRecords, 'row' | 'chain' | 'checkpoints' | 'close'> {
  /** Another number once anything was written or erased. */
  version(): Promise<number>;
}

/** Opens the records of the log for reading, beside whoever writes them. Throws `RECORDS_MISSING`, `STORE_NEWER`. */
export async function openLogRecordsReader(records: RecordsStore): Promise<LogRecordsReader> {
  const db = await records.openReadOnly<LogTables>('log', logMigrations.length);
  return { ...readers(db), version: () => dataVersion(db), close: () => db.destroy() };
}

function readers(db: Kysely<LogTables>) {
  const entries = () => db.selectFrom('logEntries').selectAll();
  return {
    row: (lotTag: string, seq: number) =>
      entries().where('lotTag', '=', lotTag).where('seq', '=', seq).executeTakeFirst(),
    lastRow: (lotTag: string) =>
      entries().where('lotTag', '=', lotTag).orderBy('seq', 'desc').limit(1).executeTakeFirst(),
    chain: (lotTag: string) => entries().where('lotTag', '=', lotTag).orderBy('seq').execute(),
    adopted: (lotTag: string, from: number) =>
      entries().where('lotTag', '=', lotTag).where('seq', '>=', from).where('adopted', '=', 1).orderBy('seq').execute(),
    pendingRows: () => entries().where('leafIndex', 'is', null).orderBy('id').execute(),
    async placedCount() {
      const { last } = await db
        .selectFrom('logEntries')
        .select(({ fn }) => fn.max('leafIndex').as('last'))
        .executeTakeFirstOrThrow();
      return last === null ? 0 : last + 1;
    },
    lastCheckpoint: () => db.selectFrom('checkpoints').selectAll().orderBy('size', 'desc').limit(1).executeTakeFirst(),
    checkpoints: () => db.selectFrom('checkpoints').selectAll().orderBy('size').execute(),
  };
}

function writers(db: Kysely<LogTables>) {
  return {
    async addRows(rows: readonly NewRow[]) {
      await inParts(db, rows, async (trx, part) => {
        await trx
          .insertInto('logEntries')
          .values(part.map((row) => ({ ...row, leafIndex: null, adopted: 0 })) as LogEntryRow[])
          .execute();
      });
    },
    async adopt(rows: readonly (Omit<NewRow, 'event' | 'salt'> & { readonly leafIndex: number })[]) {
      await inParts(db, rows, async (trx, part) => {
        await trx
          .insertInto('logEntries')
          .values(part.map((row) => ({ ...row, event: null, salt: null, adopted: 1 })) as LogEntryRow[])
          .onConflict((on) => on.columns(['lotTag', 'seq']).doUpdateSet(asInTheLog))
          .execute();
      });
      if (rows.length > 0) await db.transaction().execute(dropStrayRows);
    },
    async commit(rows: readonly Pick<LogEntryRow, 'lotTag' | 'seq'>[], from: number, checkpoint: CheckpointRow) {
      await db.transaction().execute(async (trx) => {
        for (const [at, { lotTag, seq }] of rows.entries()) {
          await trx
            .updateTable('logEntries')
            .set({ leafIndex: from + at })
            .where('lotTag', '=', lotTag)
            .where('seq', '=', seq)
            .execute();
        }
        await trx
          .insertInto('checkpoints')
          .values(checkpoint)
          .onConflict((on) => on.doNothing())
          .execute();
      });
    },
    async putNote(size: number, note: string) {
      await db.updateTable('checkpoints').set({ note }).where('size', '=', size).execute();
    },
    async erase(lotTag: string, seq: number) {
      await db
        .updateTable('logEntries')
        .set({ event: null, salt: null })
        .where('lotTag', '=', lotTag)
        .where('seq', '=', seq)
        .execute();
      // Older images of the page stand in the write-ahead log until it is moved and cut.
      await sql`pragma wal_checkpoint(truncate)`.execute(db);
    },
  };
}

/** A row that waits for its place and is in the log already keeps its event where it is the same entry. */
const asInTheLog = {
  leafIndex: sql<number>`excluded.leafIndex`,
  event: sql<string>`case when leafHash = excluded.leafHash then event end`,
  salt: sql<Uint8Array>`case when leafHash = excluded.leafHash then salt end`,
  adopted: sql<0 | 1>`leafHash <> excluded.leafHash`,
  entry: sql<string>`excluded.entry`,
  leafHash: sql<string>`excluded.leafHash`,
};

/** Another writer has continued these chains: a row that links to what is no longer there would break one for ever. */
async function dropStrayRows(trx: Kysely<LogTables>): Promise<void> {
  const waiting = trx.selectFrom('logEntries').selectAll().where('leafIndex', 'is', null);
  for (const { id, lotTag, seq, entry } of await waiting.orderBy('lotTag').orderBy('seq').execute()) {
    const before = await readers(trx).row(lotTag, seq - 1);
    if ((before?.leafHash ?? '') !== parseEntry(entry).p)
      await trx.deleteFrom('logEntries').where('id', '=', id).execute();
  }
}

async function inParts<Row>(
  db: Kysely<LogTables>,
  rows: readonly Row[],
  insert: (trx: Kysely<LogTables>, part: readonly Row[]) => Promise<void>,
): Promise<void> {
  if (rows.length === 0) return;
  await db.transaction().execute(async (trx) => {
    for (let at = 0; at < rows.length; at += rowsPerStatement) await insert(trx, rows.slice(at, at + rowsPerStatement));
  });
}
