import { sql } from 'kysely';
import type { Migration } from '../ports.ts';

/** A frame that a record names as its evidence. */
export interface CitedFrameRow {
  f: string;
  /** The record: an EPCIS event's id, say. */
  by: string;
  /** Real UTC ms. */
  citedAt: number;
}

/** The database `citations`: written by traceability, read by retention. */
export interface CitationTables {
  citedFrames: CitedFrameRow;
}

/** The database `citations`, step by step. A step that was released is never altered. */
export const citationMigrations: readonly Migration[] = [
  {
    name: 'frames that records cite',
    up: async (db) => {
      await sql
        .raw(
          'create table citedFrames (f text, "by" text, citedAt integer not null, primary key (f, "by")) without rowid',
        )
        .execute(db);
    },
  },
];
