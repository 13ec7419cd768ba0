import type { Kysely } from 'kysely';
import type { RecordsStore } from '../ports.ts';
import { citationMigrations, type CitationTables } from './tables.ts';

/** What is asked of the frames that records cite. */
export interface CitationReader {
  /** Those of the frames that a record cites now. */
  citedAmong(frames: readonly string[]): Promise<Set<string>>;
  close(): Promise<void>;
}

/**
 * Opens the citations for reading. Throws `RECORDS_MISSING` where their owner has not yet made them, which is not the same
 * as that nothing is cited: it may be in the middle of it.
 */
export async function openCitationReader(records: RecordsStore): Promise<CitationReader> {
  return citationReader(await records.openReadOnly<CitationTables>('citations', citationMigrations.length));
}

// SQLite binds at most 32,766 values in a statement.
const framesPerQuestion = 1000;

export function citationReader(db: Kysely<CitationTables>): CitationReader {
  return {
    async citedAmong(frames) {
      const cited = new Set<string>();
      for (let at = 0; at < frames.length; at += framesPerQuestion) {
        const asked = frames.slice(at, at + framesPerQuestion);
        const rows = await db.selectFrom('citedFrames').select('f').distinct().where('f', 'in', asked).execute();
        for (const { f } of rows) cited.add(f);
      }
      return cited;
    },
    close: () => db.destroy(),
  };
}
