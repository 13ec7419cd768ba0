import { sql, type GeneratedAlways, type Kysely } from 'kysely';
import type { FilmExport } from '@fieldlapse/contracts';
import type { Migration, RecordsStore } from '@fieldlapse/store';

/** An export as it is written down. */
export interface ExportRow {
  /** Place in the queue: rises with every order. */
  seq: number;
  id: string;
  /** JSON of the order. */
  orderText: string;
  state: FilmExport['state'];
  done: number;
  total: number;
  bytes: number | null;
  fileName: string;
  /** Last local day of the film; empty for exports of before there were publications. */
  lastDay: string;
  errorCode: string | null;
  errorMessage: string | null;
  orderedAt: number;
  endedAt: number | null;
  /** Attempts since a part was last finished: what fails again and again ends, also where it takes the server with it. */
  attempts: number;
}

/** A film that everybody may see, as its order wanted; kept when the export itself is given up. */
export interface FilmPublication {
  /** Its line in the feed of publications. */
  readonly seq: number;
  readonly export: string;
  readonly site: string;
  readonly camera: string;
  /** Last local day that it shows. */
  readonly lastDay: string;
  /** UTC ms. */
  readonly publishedAt: number;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface PublicationRow extends Omit<FilmPublication, 'seq'> {
  seq: GeneratedAlways<number>;
}

export interface ExportTables {
  exports: ExportRow;
  publications: PublicationRow;
}

/** The list of exports; every change is durable when it resolves. */
export interface ExportLedger {
  /** Newest first. */
  all(): Promise<ExportRow[]>;
  get(id: string): Promise<ExportRow | undefined>;
  /** The longest waiting one first. */
  waiting(): Promise<ExportRow[]>;
  /** Makes a waiting export the running one; false where it does not wait any more. */
  claim(id: string): Promise<boolean>;
  /** Puts an export at the end of the queue; one of that id that has ended before gives way. */
  enqueue(row: Omit<ExportRow, 'seq'>): Promise<void>;
  change(id: string, changes: Partial<Omit<ExportRow, 'seq' | 'id'>>): Promise<void>;
  forget(id: string): Promise<void>;
  /** Adds a line to the feed of publications, once for each export. */
  publish(film: Omit<FilmPublication, 'seq'>): Promise<void>;
  close(): Promise<void>;
}

// A step that was released is never altered.
export const exportMigrations: readonly Migration[] = [
  { name: 'exports', up: createTables },
  { name: 'publications', up: addPublications },
];

/** Opens the list; what was running when the last process ended waits again. Throws `RECORDS_OWNED`, `STORE_NEWER`. */
export async function openExportLedger(records: RecordsStore): Promise<ExportLedger> {
  const db = await records.openOwn<ExportTables>('exports', exportMigrations);
  await db.updateTable('exports').set({ state: 'waiting' }).where('state', '=', 'running').execute();
  const rows = () => db.selectFrom('exports').selectAll();
  return {
    all: () => rows().orderBy('seq', 'desc').execute(),
    get: (id) => rows().where('id', '=', id).executeTakeFirst(),
    waiting: () => rows().where('state', '=', 'waiting').orderBy('seq').execute(),
    async claim(id) {
      const waiting = db.updateTable('exports').set(({ ref, eb }) => ({
        state: 'running' as const,
        attempts: eb(ref('attempts'), '+', 1),
      }));
      const { numUpdatedRows } = await waiting
        .where('id', '=', id)
        .where('state', '=', 'waiting')
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    enqueue: (row) =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom('exports').where('id', '=', row.id).execute();
        await trx
          .insertInto('exports')
          .values({ ...row, seq: sql<number>`(select coalesce(max(seq), 0) + 1 from exports)` })
          .execute();
      }),
    async change(id, changes) {
      await db.updateTable('exports').set(changes).where('id', '=', id).execute();
    },
    async forget(id) {
      await db.deleteFrom('exports').where('id', '=', id).execute();
    },
    publish: (film) => addPublication(db, film),
    close: () => db.destroy(),
  };
}

/** Adds a line to the feed of publications, once for each export. */
export async function addPublication(db: Kysely<ExportTables>, film: Omit<FilmPublication, 'seq'>): Promise<void> {
  const once = db.insertInto('publications').values(film);
  await once.onConflict((on) => on.column('export').doNothing()).execute();
}

async function createTables(db: Kysely<unknown>): Promise<void> {
  await sql`create table exports (id text primary key, seq bigint not null, orderText text not null, state text not null,
    done bigint not null, total bigint not null, bytes bigint, fileName text not null, errorCode text, errorMessage text,
    orderedAt bigint not null, endedAt bigint, attempts integer not null)`.execute(db);
}

async function addPublications(db: Kysely<unknown>): Promise<void> {
  await sql`alter table exports add column lastDay text not null default ''`.execute(db);
  // Autoincrement: a number is never given twice, so a cursor misses nothing.
  await sql`create table publications (seq integer primary key autoincrement, export text not null unique, site text not null,
    camera text not null, lastDay text not null, publishedAt bigint not null, mediaType text not null, bytes bigint not null,
    sha256 text not null)`.execute(db);
}
