import { FieldlapseError } from '@fieldlapse/contracts';
import type { AlertTables, SeriesStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

const atOnce = 5000;

/**
 * Brings the series store to what was derived and forgets what was due once that is durable; nobody else may write due points meanwhile. A crash
 * in between leaves points due that stand there already: doing it again changes nothing.
 */
export async function writeDerived(db: Kysely<AlertTables>, series: SeriesStore): Promise<void> {
  for (;;) {
    const due = await db.selectFrom('duePoints').selectAll().limit(atOnce).execute();
    if (due.length === 0) return;
    await series.append(due.flatMap(({ value, ...at }) => (value === null ? [] : [{ ...at, value }])));
    for (const { series: name, t, value } of due) if (value === null) await withdraw(series, name, t);
    if (due.length < atOnce) {
      await db.deleteFrom('duePoints').execute();
      return;
    }
    await db.transaction().execute(async (trx) => {
      for (const { series: name, t } of due) {
        await trx.deleteFrom('duePoints').where('series', '=', name).where('t', '=', t).execute();
      }
    });
  }
}

/** A store that cannot take points out keeps what was withdrawn. */
async function withdraw(series: SeriesStore, name: string, t: number): Promise<void> {
  try {
    await series.remove(name, t, t + 1);
  } catch (error) {
    if (!(error instanceof FieldlapseError && error.code === 'SERIES_REMOVE_UNSUPPORTED')) throw error;
  }
}
