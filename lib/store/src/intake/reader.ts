import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep, type Logger } from '@fieldlapse/runtime';
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

const retryMs = 1000;

/** Opens it once intake has made its records, which it does when it first starts, perhaps after us; undefined where the signal aborts first. */
export async function waitForIntake(
  records: RecordsStore,
  logger: Logger,
  signal: AbortSignal,
): Promise<IntakeReader | undefined> {
  while (!signal.aborted) {
    try {
      return await openIntakeReader(records);
    } catch (error) {
      const missing = error instanceof FieldlapseError && error.code === 'RECORDS_MISSING';
      if (!missing) logger.error({ error }, 'the frames cannot be read');
      await sleep(retryMs, signal).catch(() => {});
    }
  }
  return undefined;
}
