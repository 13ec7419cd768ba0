import type { EntryBody } from '@fieldlapse/proof';
import { lotReader, type StoredChainEntry } from '@fieldlapse/store';
import type { LotDb } from '../lots/records/open.ts';

const batch = 500;

/** What has no place yet: an event that was recorded, or an entry that somebody asked for. */
interface Waiting {
  readonly lot: string;
  readonly kind: StoredChainEntry['kind'];
  /** Of an event its number, of what was asked for its row. */
  readonly id: number;
}

/**
 * Gives what waits its place in the chain of its lot, in the order of recording; part of the caller's transaction. The chain of
 * a harvest lot begins with a link to those that it was cut from, and links again before a label where they have grown: what the
 * label fixes is then all of them. They must be in the log by then: where they are not, placing ends, and goes on once they are.
 */
export async function placeWaiting(trx: LotDb, now: number): Promise<void> {
  const next = new Map<string, number>();
  const nextOf = async (lot: string): Promise<number> => next.get(lot) ?? (await lengthOf(trx, lot));
  for (const { lot, kind, id } of await waitingIn(trx)) {
    let place = await nextOf(lot);
    if (place === 0 || kind === 'label') {
      const link = await linkOf(trx, lot);
      if (link === 'parents are waiting') return;
      if (link && !(await isLinked(trx, lot, link))) {
        const row = { lot, kind: 'link', event: null, after: 0, body: JSON.stringify(link), head: null } as const;
        await trx
          .insertInto('chainEntries')
          .values({ ...row, place, requestedAt: now })
          .execute();
        place += 1;
      }
    }
    if (kind === 'event') {
      const row = { lot, kind, event: id, after: id, body: null, place, head: null, requestedAt: now } as const;
      await trx.insertInto('chainEntries').values(row).execute();
    } else {
      await trx.updateTable('chainEntries').set({ place }).where('id', '=', id).execute();
    }
    next.set(lot, place + 1);
  }
}

async function waitingIn(trx: LotDb): Promise<Waiting[]> {
  const events = await trx
    .selectFrom('events')
    .select(['seq', 'lot'])
    .where('loggedAt', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('chainEntries').select('id').where('kind', '=', 'event').whereRef('event', '=', 'events.seq'),
        ),
      ),
    )
    .orderBy('seq')
    .limit(batch)
    .execute();
  const asked = await trx
    .selectFrom('chainEntries')
    .select(['id', 'lot', 'kind', 'after'])
    .where('place', 'is', null)
    .orderBy('after')
    .orderBy('id')
    .limit(batch)
    .execute();
  // Where there are more events than a batch, what was asked for after them waits for the next.
  const last = events.length === batch ? events.at(-1)!.seq : Infinity;
  return [
    ...events.map(({ seq, lot }) => ({ lot, kind: 'event' as const, id: seq, at: seq })),
    ...asked
      .filter(({ after }) => after <= last)
      .map(({ id, lot, kind, after }) => ({ lot, kind, id, at: after + 0.5 })),
  ].sort((a, b) => a.at - b.at || a.id - b.id);
}

async function lengthOf(trx: LotDb, lot: string): Promise<number> {
  const { last } = await trx
    .selectFrom('chainEntries')
    .select(({ fn }) => fn.max('place').as('last'))
    .where('lot', '=', lot)
    .executeTakeFirstOrThrow();
  return last === null ? 0 : Number(last) + 1;
}

async function linkOf(trx: LotDb, lot: string): Promise<EntryBody | undefined | 'parents are waiting'> {
  const reader = lotReader(trx);
  const parents: { l: string; h: string; n: number }[] = [];
  for (const id of await reader.parents(lot)) {
    const placed = (await reader.chain(id)).filter(({ place }) => place !== null);
    if (placed.some(({ head }) => head === null)) return 'parents are waiting';
    const last = placed.at(-1);
    // A growing lot of which nothing was ever recorded has no chain to link to.
    if (last) parents.push({ l: (await reader.lot(id))!.tag, h: last.head!, n: placed.length });
  }
  return parents.length === 0 ? undefined : { k: 'link', parents };
}

/** Whether the last link of the chain says the same already. A chain that began without a link cannot get one. */
async function isLinked(trx: LotDb, lot: string, link: EntryBody): Promise<boolean> {
  const chain = await lotReader(trx).chain(lot);
  const last = chain.findLast(({ kind }) => kind === 'link');
  return last?.body === JSON.stringify(link) || chain.some(({ kind, place }) => place === 0 && kind !== 'link');
}
