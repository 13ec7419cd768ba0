import { parseEntry, type Entry } from '@fieldlapse/proof';
import { lotReader, type StoredChainEntry } from '@fieldlapse/store';
import type { TransparencyLog } from '../log/open-log.ts';
import { alone, type LotDb } from '../lots/records/open.ts';

type TakenOver = Awaited<ReturnType<TransparencyLog['takenOver']>>;

/**
 * Where the log has taken over entries at places that wait here, because another server went on with it or its records were put
 * back: they are kept as what the chain holds there, and what waits gets its places anew, behind them. True where there were any.
 */
export async function takeOver(
  db: LotDb,
  log: Pick<TransparencyLog, 'takenOver'>,
  waiting: readonly StoredChainEntry[],
  now: number,
): Promise<boolean> {
  let isAny = false;
  for (const [lot, rows] of Map.groupBy(waiting, (row) => row.lot)) {
    const { tag } = (await lotReader(db).lot(lot))!;
    const entries = await log.takenOver(tag, rows[0]!.place!);
    if (!rows.some(({ place }) => place === entries[0]?.seq)) continue;
    isAny = true;
    await alone(db, async (trx) => ({ result: await putBefore(trx, lot, entries, now) }));
  }
  return isAny;
}

async function putBefore(trx: LotDb, lot: string, entries: TakenOver, requestedAt: number): Promise<void> {
  const from = entries[0]!.seq;
  // Events get a row again when they are placed, and links where they are needed; what people asked for has one already.
  const unplaced = trx.deleteFrom('chainEntries').where('lot', '=', lot).where('place', '>=', from);
  await unplaced.where('kind', 'in', ['event', 'link']).execute();
  const asked = trx.updateTable('chainEntries').set({ place: null });
  await asked.where('lot', '=', lot).where('place', '>=', from).execute();
  for (const { seq: place, entry, leafHash: head } of entries) {
    const row = { lot, ...saidBy(parseEntry(entry)), event: null, after: 0, place, head, requestedAt };
    await trx.insertInto('chainEntries').values(row).execute();
  }
}

function saidBy(entry: Entry): Pick<StoredChainEntry, 'kind' | 'body'> {
  if (entry.k === 'link') {
    // As `placeWaiting` writes it, which looks whether the same link stands there already.
    const parents = entry.parents.map(({ l, h, n }) => ({ l, h, n }));
    return { kind: 'link', body: JSON.stringify({ k: 'link', parents }) };
  }
  return { kind: entry.k === 'ev' ? 'event' : (entry.k as 'label' | 'release' | 'erase'), body: null };
}
