import type { Migration } from '@fieldlapse/store';
import { sql } from 'kysely';

/** An entry of a chain. Its row is durable before anything of it is written to the log. */
export interface LogEntryRow {
  /** Order of arrival. */
  id: number;
  lotTag: string;
  seq: number;
  /** The entry's text, as the log holds it. */
  entry: string;
  /** base64url */
  leafHash: string;
  /** Place in the log; null until a signed checkpoint covers it. */
  leafIndex: number | null;
  /** 1: the log held it and the records did not, so that nobody here can say any more what its event was. */
  adopted: 0 | 1;
  /** Canonical JSON of the event; null of other kinds, after erasure, and where the records were lost. */
  event: string | null;
  /** 32 bytes, null where `event` is. */
  salt: Uint8Array | null;
}

/** A checkpoint that the log signed. */
export interface CheckpointRow {
  size: number;
  /** Signed note, with the cosignatures that it has got so far. */
  note: string;
  /** UTC ms. */
  signedAt: number;
}

/** The database `log`: written by the transparency log alone. */
export interface LogTables {
  logEntries: LogEntryRow;
  checkpoints: CheckpointRow;
}

/** The database `log`, step by step. A step that was released is never altered. */
export const logMigrations: readonly Migration[] = [
  {
    name: 'entries of chains, checkpoints',
    up: async (db) => {
      for (const statement of [
        `create table logEntries (id integer primary key autoincrement, lotTag text not null, seq integer not null,
          entry text not null, leafHash text not null, leafIndex integer unique, event text, salt blob, unique (lotTag, seq))`,
        'create index logEntriesPending on logEntries (id) where leafIndex is null',
        'create table checkpoints (size integer primary key, note text not null, signedAt integer not null)',
      ])
        await sql.raw(statement).execute(db);
    },
  },
  {
    name: 'which entries were taken over from the log',
    up: async (db) =>
      void (await sql`alter table logEntries add column adopted integer not null default 0`.execute(db)),
  },
];
