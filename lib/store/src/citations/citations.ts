import { FieldlapseError } from '@fieldlapse/contracts';
import { frameQueries } from '../intake/frame-queries.ts';
import { intakeMigrations } from '../intake/migrations.ts';
import type { IntakeTables } from '../intake/tables.ts';
import type { RecordsStore } from '../ports.ts';
import { citationReader, type CitationReader } from './citation-reader.ts';
import { citationMigrations, type CitationTables } from './tables.ts';

/** The frames that records cite; written by one service. */
export interface Citations extends CitationReader {
  /**
   * Cites frames by a record. Resolves when that is durable: from then on retention deletes none of their pictures.
   * `retired` are those whose picture it had given up before, or was giving up at that moment: of them the SHA-256, the
   * preview and the film remain. Citing again changes nothing. A frame that is not stored yet may be cited too.
   */
  cite(frames: readonly string[], by: string, now: number): Promise<{ readonly retired: readonly string[] }>;
}

/** Opens the citations for their one writer. Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`. */
export async function openCitations(records: RecordsStore): Promise<Citations> {
  const db = await records.openOwn<CitationTables>('citations', citationMigrations);
  return {
    ...citationReader(db),
    async cite(frames, by, citedAt) {
      await db.transaction().execute(async (trx) => {
        for (const f of new Set(frames)) {
          await trx
            .insertInto('citedFrames')
            .values({ f, by, citedAt })
            .onConflict((on) => on.doNothing())
            .execute();
        }
      });
      // Retention marks a frame before it asks whether it is cited, and here it is the other way round: whoever comes
      // second sees the other, whatever process each runs in.
      return { retired: await retiredAmong(records, frames) };
    },
  };
}

async function retiredAmong(records: RecordsStore, frames: readonly string[]): Promise<string[]> {
  try {
    const db = await records.openReadOnly<IntakeTables>('intake', intakeMigrations.length);
    try {
      const intake = frameQueries(db);
      const rows = await Promise.all(frames.map((f) => intake.frame(f)));
      return rows.flatMap((row) => (typeof row?.originalDeletedAt === 'number' ? [row.f] : []));
    } finally {
      await db.destroy();
    }
  } catch (error) {
    // Without an intake of this version nothing can have been retired by it.
    if (error instanceof FieldlapseError && error.code === 'RECORDS_MISSING') return [];
    throw error;
  }
}
