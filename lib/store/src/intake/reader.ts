import type { RecordsStore } from '../ports.ts';
import { feedQueries, type FeedQueries } from './feed-queries.ts';
import { frameQueries, type FrameQueries } from './frame-queries.ts';
import { intakeMigrations } from './migrations.ts';
import type { IntakeTables } from './tables.ts';

/** What every service asks of the intake database; nothing here writes. */
export interface IntakeReader extends FrameQueries, FeedQueries {
  close(): Promise<void>;
}

/** Opens the intake database for reading. Throws `RECORDS_MISSING` before intake has first started, and `STORE_NEWER`. */
export async function openIntakeReader(records: RecordsStore): Promise<IntakeReader> {
  const db = await records.openReadOnly<IntakeTables>('intake', intakeMigrations.length);
  return { ...frameQueries(db), ...feedQueries(db), close: () => db.destroy() };
}
