import { sql, type Kysely } from 'kysely';
import type { Migration } from '@fieldlapse/store';

/** What people said to a move. */
export interface DecisionRow {
  move: string;
  state: 'confirmed' | 'dismissed';
  /** UTC ms. */
  decidedAt: number;
}

/** The database `move-decisions`: written where people decide, read by the encoder. */
export interface DecisionTables {
  decisions: DecisionRow;
}

/** The database `move-decisions`, step by step. A step that was released is never altered. */
export const decisionMigrations: readonly Migration[] = [{ name: 'decisions about moves', up: createTables }];

async function createTables(db: Kysely<unknown>): Promise<void> {
  const columns = 'move text primary key, state text not null, decidedAt bigint not null';
  await sql.raw(`create table decisions (${columns})`).execute(db);
}
