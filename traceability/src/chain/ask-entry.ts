import { FieldlapseError } from '@fieldlapse/contracts';
import { lotReader, type StoredChainEntry } from '@fieldlapse/store';
import { alone, type LotDb } from '../lots/records/open.ts';
import type { Lots } from '../lots/records/open-lots.ts';

/**
 * Asks for a label of a harvest lot, which the log's holder appends after all that is recorded by now. Where the lot has a label
 * that nothing came after, in its growing lots neither, or is released, the label that it has is meant: printing again makes no
 * new one. Returns the number of the entry. Throws `LOT_UNKNOWN`, `LOT_WRONG_KIND`, `LOT_BLOCKED`.
 */
export async function askLabel(lots: Lots, lot: string): Promise<number> {
  return alone(lots.db, async (trx) => {
    const { label, isReleased } = await saleable(lots, trx, lot);
    if (label && (isReleased || !(await hasLater(trx, lot, label)))) return { result: label.id };
    return { result: await insert(trx, { lot, kind: 'label', event: null }, Date.now()) };
  });
}

/** Asks for the entry that closes a lot. Throws as {@link askLabel}, and `LOT_NO_LABEL`, `LOT_RELEASED`. */
export async function askRelease(lots: Lots, lot: string): Promise<number> {
  return alone(lots.db, async (trx) => {
    const { label, isReleased } = await saleable(lots, trx, lot);
    if (!label) throw new FieldlapseError('LOT_NO_LABEL', `lot ${lot} has no label yet`);
    if (isReleased) throw new FieldlapseError('LOT_RELEASED', `lot ${lot} is released already`);
    return { result: await insert(trx, { lot, kind: 'release', event: null }, Date.now()) };
  });
}

/** Judged in the transaction that asks: nothing that blocks the lot can be recorded in between. */
async function saleable(lots: Lots, trx: LotDb, lot: string) {
  const reader = lotReader(trx);
  const row = await reader.lot(lot);
  if (!row) throw new FieldlapseError('LOT_UNKNOWN', `there is no lot ${lot}`);
  if (row.kind !== 'harvest')
    throw new FieldlapseError('LOT_WRONG_KIND', `lot ${lot} is a growing lot; labels are for what was harvested`);
  await lots.requireUnblocked(lot, trx);
  const chain = await reader.chain(lot);
  const label = chain.findLast(({ kind }) => kind === 'label');
  return { label, isReleased: chain.some(({ kind }) => kind === 'release') };
}

/** Whether anything came after a label in the chain of its lot, or in those of the growing lots, which it fixes as well. */
async function hasLater(trx: LotDb, lot: string, label: StoredChainEntry): Promise<boolean> {
  const reader = lotReader(trx);
  for (const chain of [lot, ...(await reader.parents(lot))]) {
    if ((await reader.events(chain, label.after, 1)).length > 0) return true;
    if ((await reader.chain(chain)).some(({ kind, id }) => kind === 'erase' && id > label.id)) return true;
  }
  return false;
}

/**
 * Asks for the erasure of a fact: every event that was made of it, in the chain of each lot that it belongs to, and its
 * correction. Returns the numbers of the entries. Throws `FACT_UNKNOWN`.
 */
export async function askErasure(lots: Lots, fact: number): Promise<number[]> {
  return alone(lots.db, async (trx) => {
    const events = await trx.selectFrom('events').selectAll().where('fact', '=', fact).orderBy('seq').execute();
    if (events.length === 0) throw new FieldlapseError('FACT_UNKNOWN', `there is no fact ${fact}`);
    const ids: number[] = [];
    for (const { seq, lot } of events) {
      const asked = await trx
        .selectFrom('chainEntries')
        .select('id')
        .where('kind', '=', 'erase')
        .where('event', '=', seq)
        .executeTakeFirst();
      ids.push(asked?.id ?? (await insert(trx, { lot, kind: 'erase', event: seq }, Date.now())));
    }
    return { result: ids };
  });
}

async function insert(
  trx: LotDb,
  asked: Pick<StoredChainEntry, 'lot' | 'kind' | 'event'>,
  requestedAt: number,
): Promise<number> {
  const { last } = await trx
    .selectFrom('events')
    .select(({ fn }) => fn.max('seq').as('last'))
    .executeTakeFirstOrThrow();
  const row = { ...asked, after: Number(last ?? 0), body: null, place: null, head: null, requestedAt };
  const { id } = await trx.insertInto('chainEntries').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}
