import { sql, type Kysely } from 'kysely';
import { onceThere, type Migration, type RecordsStore } from '@fieldlapse/store';
import type { MoveRow } from '../segments/tables.ts';
import type { ViewTable } from './view-table.ts';

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

/** Reads what people decided, once anybody has. */
export interface MoveDecisions {
  confirmed(views: Pick<ViewTable, 'allMoves'>): Promise<MoveRow[]>;
  close(): Promise<void>;
}

export function moveDecisions(records: RecordsStore): MoveDecisions {
  const opened = onceThere(() => records.openReadOnly<DecisionTables>('move-decisions', decisionMigrations.length));
  return {
    async confirmed(views) {
      const db = await opened.get();
      const rows = (await db?.selectFrom('decisions').select('move').where('state', '=', 'confirmed').execute()) ?? [];
      if (rows.length === 0) return [];
      const confirmed = new Set(rows.map(({ move }) => move));
      return (await views.allMoves()).filter(({ id }) => confirmed.has(id));
    },
    close: () => opened.close((db: Kysely<DecisionTables>) => db.destroy()),
  };
}
