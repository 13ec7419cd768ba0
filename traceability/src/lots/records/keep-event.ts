import { lotReader, type StoredFact } from '@fieldlapse/store';
import type { EventPlace } from '../events/base.ts';
import { correctionOf, eventOf, type LotEvent } from '../events/event-of.ts';
import type { Correction, Fact } from '../facts/fact.ts';
import type { LotDb } from './open.ts';

/** Makes the event of a fact and keeps it for the chain of each lot. Part of the caller's transaction. */
export async function keepEvent(
  trx: LotDb,
  fact: Fact,
  of: {
    readonly id: number;
    readonly lots: readonly string[];
    readonly recordedAt: number;
    readonly place: EventPlace;
  },
): Promise<LotEvent> {
  const eventIds = fact.kind === 'resolution' ? await idsOf(trx, [fact.treatment]) : new Map<number, string>();
  const made = eventOf(fact, { ...of, eventIds });
  await keep(trx, of.id, 'fact', of.lots, made);
  return made;
}

/** Keeps that a fact was wrong: the same event with its declaration. Part of the caller's transaction. */
export async function keepCorrection(
  trx: LotDb,
  { id, lots }: StoredFact,
  correction: Correction,
  timeZone: string,
): Promise<string> {
  const row = await trx
    .selectFrom('events')
    .selectAll()
    .where('fact', '=', id)
    .where('kind', '=', 'fact')
    .limit(1)
    .executeTakeFirstOrThrow();
  const right = correction.by === undefined ? [] : [...(await idsOf(trx, [correction.by])).values()];
  // An erased event is declared wrong by its id alone.
  const event = JSON.parse(row.event ?? '{}') as Record<string, unknown>;
  const declared = correctionOf({ event, eventId: row.eventId }, correction, timeZone, right);
  await keep(trx, id, 'correction', lots, declared);
  return row.eventId;
}

async function keep(
  trx: LotDb,
  fact: number,
  kind: 'fact' | 'correction',
  lots: readonly string[],
  { event, eventId }: LotEvent,
): Promise<void> {
  for (const lot of lots) {
    const row = { lot, fact, kind, eventId, event: JSON.stringify(event), loggedAt: null };
    await trx.insertInto('events').values(row).execute();
  }
}

async function idsOf(trx: LotDb, facts: readonly number[]): Promise<Map<number, string>> {
  const rows = await trx
    .selectFrom('events')
    .select(['fact', 'eventId'])
    .where('fact', 'in', facts)
    .where('kind', '=', 'fact')
    .execute();
  return new Map(rows.map(({ fact, eventId }) => [fact, eventId]));
}

/** A fact of these lots that says the same and still stands. */
export async function sameEvent(trx: LotDb, eventId: string, lots: readonly string[]): Promise<number | undefined> {
  const rows = await trx
    .selectFrom('events')
    .select('fact')
    .where('eventId', '=', eventId)
    .where('lot', 'in', lots)
    .where('kind', '=', 'fact')
    .execute();
  for (const { fact } of rows) {
    const stored = await lotReader(trx).fact(fact);
    if (stored && !stored.correction) return fact;
  }
  return undefined;
}
