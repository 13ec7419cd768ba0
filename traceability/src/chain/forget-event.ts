import { sql } from 'kysely';
import { lotReader } from '@fieldlapse/store';
import type { TransparencyLog } from '../log/open-log.ts';
import { storedFact, type FactOf } from '../lots/facts/fact.ts';
import { alone, type LotDb } from '../lots/records/open.ts';

/**
 * Takes an event out of the records and out of the log's records for good, with its salt, its id (a hash that can be guessed at),
 * the fact that it was made of and what was written beside it. The entry that says so is in the log already.
 */
export async function forgetEvent(db: LotDb, log: Pick<TransparencyLog, 'erase'>, seq: number): Promise<void> {
  const event = await db.selectFrom('events').selectAll().where('seq', '=', seq).executeTakeFirstOrThrow();
  const row = await db
    .selectFrom('chainEntries')
    .select('place')
    .where('kind', '=', 'event')
    .where('event', '=', seq)
    .executeTakeFirstOrThrow();
  const { tag } = (await lotReader(db).lot(event.lot))!;
  await log.erase(tag, row.place!);
  await alone(db, async (trx) => {
    await trx.updateTable('events').set({ event: null, eventId: '' }).where('seq', '=', seq).execute();
    await forgetFact(trx, event.fact);
    await trx.deleteFrom('privateNotes').where('fact', '=', event.fact).execute();
    return { result: undefined };
  });
  // Older images of the pages stand in the log of writes until it is moved and cut.
  await sql`pragma wal_checkpoint(truncate)`.execute(db);
}

/** Of a treatment its day and interval stay: a harvest that came too early is not made good by forgetting what was sprayed. */
async function forgetFact(trx: LotDb, id: number): Promise<void> {
  const { kind, body } = await trx.selectFrom('facts').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (kind === 'treatment') {
    const { at, means, preHarvestIntervalDays } = storedFact(body) as FactOf<'treatment'>;
    const left: FactOf<'treatment'> = { kind, at, means, product: 'erased', preHarvestIntervalDays };
    await trx
      .updateTable('facts')
      .set({ body: JSON.stringify(left) })
      .where('id', '=', id)
      .execute();
  } else {
    await trx.updateTable('facts').set({ kind: 'erased', body: '{}' }).where('id', '=', id).execute();
  }
}
