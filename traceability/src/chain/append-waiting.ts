import { parseJson, type EntryBody, type JsonObject } from '@fieldlapse/proof';
import { lotReader, type StoredChainEntry } from '@fieldlapse/store';
import type { TransparencyLog } from '../log/open-log.ts';
import type { NewEntry } from '../log/place-entries.ts';
import { alone, type LotDb } from '../lots/records/open.ts';
import { forgetEvent } from './forget-event.ts';
import { placeWaiting } from './place-waiting.ts';
import { takeOver } from './take-over.ts';

const batch = 500;

type ChainLog = Pick<TransparencyLog, 'append' | 'erase' | 'takenOver'>;

/**
 * Brings everything that was recorded or asked for into the log, in order; resolves when it is durable and published there. A
 * place is written before the log is told and confirmed after: a crash in between tells the same entry again, which changes
 * nothing. One process at a time, the one that holds the log. Rejects as the log does; what was not confirmed waits.
 */
export async function appendWaiting(db: LotDb, log: ChainLog, now: () => number, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted) {
    await alone(db, async (trx) => ({ result: await placeWaiting(trx, now()) }));
    const rows = await db
      .selectFrom('chainEntries')
      .selectAll()
      .where('place', 'is not', null)
      .where('head', 'is', null)
      .orderBy('lot')
      .orderBy('place')
      .limit(batch)
      .execute();
    if (rows.length === 0) return;
    if (await takeOver(db, log, rows, now())) continue;
    const placed = await log.append(await Promise.all(rows.map((row) => newEntryOf(db, row))));
    // Said in the log already, so that a crash from here on forgets it when it comes again.
    for (const row of rows) if (row.kind === 'erase') await forgetEvent(db, log, row.event!);
    await confirm(db, rows, placed, now());
  }
}

async function newEntryOf(db: LotDb, row: StoredChainEntry): Promise<NewEntry> {
  const at = { lotTag: (await lotReader(db).lot(row.lot))!.tag, seq: row.place! };
  if (row.kind === 'event') {
    const { event } = await db
      .selectFrom('events')
      .select('event')
      .where('seq', '=', row.event!)
      .executeTakeFirstOrThrow();
    return { ...at, event: parseJson(event ?? '{}') as JsonObject };
  }
  return { ...at, body: await bodyOf(db, row) };
}

async function bodyOf(
  db: LotDb,
  { kind, lot, event, body }: StoredChainEntry,
): Promise<Exclude<EntryBody, { k: 'ev' }>> {
  if (kind === 'link') return JSON.parse(body!) as Extract<EntryBody, { k: 'link' }>;
  if (kind === 'release') return { k: 'release' };
  if (kind === 'label') {
    const [g = '', b = ''] = lot.split('/');
    return { k: 'label', g, b };
  }
  const erased = await db
    .selectFrom('chainEntries')
    .select('place')
    .where('kind', '=', 'event')
    .where('event', '=', event)
    .executeTakeFirstOrThrow();
  return { k: 'erase', e: erased.place! };
}

async function confirm(
  db: LotDb,
  rows: readonly StoredChainEntry[],
  placed: readonly { readonly leafHash: string }[],
  loggedAt: number,
): Promise<void> {
  await alone(db, async (trx) => {
    for (const [at, { id, kind, event }] of rows.entries()) {
      await trx.updateTable('chainEntries').set({ head: placed[at]!.leafHash }).where('id', '=', id).execute();
      if (kind === 'event') await trx.updateTable('events').set({ loggedAt }).where('seq', '=', event!).execute();
    }
    return { result: undefined };
  });
}
