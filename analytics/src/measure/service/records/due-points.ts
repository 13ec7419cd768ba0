import { FieldlapseError } from '@fieldlapse/contracts';
import type { SeriesStore } from '@fieldlapse/store';
import type { MeasureRecords } from './open.ts';

const atOnce = 1000;

/** Notes that a series is to have a value at a time, or none; part of the caller's transaction. */
export async function notePoint(trx: MeasureRecords, series: string, t: number, value: number | null): Promise<void> {
  await trx
    .insertInto('duePoints')
    .values({ series, t, value })
    .onConflict((on) => on.columns(['series', 't']).doUpdateSet({ value }))
    .execute();
}

/**
 * Brings the series store to what the records say and forgets what was due once that is durable. A crash between the two
 * leaves points due that stand there already: doing it again changes nothing.
 */
export async function writeDuePoints(db: MeasureRecords, series: SeriesStore): Promise<void> {
  for (;;) {
    const due = await db.selectFrom('duePoints').selectAll().limit(atOnce).execute();
    if (due.length === 0) return;
    await series.append(due.flatMap(({ value, ...at }) => (value === null ? [] : [{ ...at, value }])));
    for (const { series: name, t, value } of due) if (value === null) await withdraw(series, name, t);
    await db.transaction().execute(async (trx) => {
      for (const { series: name, t, value } of due) {
        const same = trx.deleteFrom('duePoints').where('series', '=', name).where('t', '=', t);
        // What changed meanwhile stays due.
        await (value === null ? same.where('value', 'is', null) : same.where('value', '=', value)).execute();
      }
    });
  }
}

/** A store that cannot take points out keeps what was withdrawn; the records say that it is. */
async function withdraw(series: SeriesStore, name: string, t: number): Promise<void> {
  try {
    await series.remove(name, t, t + 1);
  } catch (error) {
    if (!(error instanceof FieldlapseError && error.code === 'SERIES_REMOVE_UNSUPPORTED')) throw error;
  }
}
