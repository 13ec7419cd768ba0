import { FieldlapseError } from '@fieldlapse/contracts';
import { lotReader, type StoredFact } from '@fieldlapse/store';
import type { EventPlace } from '../events/base.ts';
import { eventOf } from '../events/event-of.ts';
import type { Correction, Fact } from '../facts/fact.ts';
import { checkFact } from '../rules/check-fact.ts';
import { checkOrder } from '../rules/order.ts';
import { checkQuantities } from '../rules/quantities.ts';
import { createLot, lotIdOf, type NewLot } from './create-lot.ts';
import type { Histories } from './history.ts';
import { keepCorrection, keepEvent, sameEvent } from './keep-event.ts';
import type { LotDb } from './open.ts';
import type { Places } from './places.ts';

/** A fact that is to be recorded. */
export interface NewFact {
  readonly lots: readonly string[];
  readonly fact: Fact;
  /** Names what a service saw, so that it is found again when it is revised. */
  readonly source?: string;
  /** Kept apart: it comes into no event and can be erased. */
  readonly note?: string;
  /** The lot that a harvest makes, where it does not exist yet: both are written or neither. */
  readonly create?: NewLot;
}

export type Outcome =
  | { readonly outcome: 'recorded'; readonly fact: number; readonly eventId: string }
  /** The same is recorded already: nothing was written. */
  | { readonly outcome: 'duplicate'; readonly fact: number };

/** What recording needs beside the transaction. */
export interface Scene {
  readonly places: Places;
  /** UTC ms. */
  readonly now: number;
  readonly histories: Histories;
}

/** Records a fact with its event. Part of the caller's transaction. Throws what {@link checkFact} throws, `LOT_UNKNOWN`. */
export async function recordFact(trx: LotDb, added: NewFact, { places, now, histories }: Scene): Promise<Outcome> {
  const { fact, lots, source = null, create } = added;
  if (create && !(await lotReader(trx).lot(lotIdOf(create)))) await createLot(trx, create, places, now);
  const place = await placeOf(trx, lots, places);
  await checkConsent(trx, added);
  const { eventId } = eventOf(fact, { place, lots, recordedAt: now });
  const known = fact.kind === 'resolution' ? undefined : await sameEvent(trx, eventId, lots);
  if (known !== undefined) return { outcome: 'duplicate', fact: known };
  const history = await histories.of([...lots, ...(fact.kind === 'harvest' ? fact.from : [])]);
  const row = { kind: fact.kind, at: fact.at, body: JSON.stringify(fact), recordedAt: now, source };
  const { id } = await trx.insertInto('facts').values(row).returning('id').executeTakeFirstOrThrow();
  for (const lot of lots) await trx.insertInto('factLots').values({ fact: id, lot }).execute();
  if (fact.kind === 'packing') await checkUnit(trx, fact.sscc, id);
  if (fact.kind === 'harvest') await keepParents(trx, lots, fact.from);
  const recorded = { id, lots, fact, recordedAt: now };
  checkFact({ ...history, facts: [...history.facts, recorded] }, recorded, now);
  const made = await keepEvent(trx, fact, { id, lots, recordedAt: now, place });
  if (added.note !== undefined) await trx.insertInto('privateNotes').values({ fact: id, note: added.note }).execute();
  histories.add(recorded);
  return { outcome: 'recorded', fact: id, eventId: made.eventId };
}

/** Where the first of the lots is; nowhere in particular where they are on several plots. Throws `LOT_UNKNOWN`. */
async function placeOf(trx: LotDb, lots: readonly string[], places: Places): Promise<EventPlace> {
  const found = await Promise.all(lots.map((id) => lotReader(trx).lot(id)));
  const missing = lots.find((_id, at) => !found[at]);
  const [first] = found;
  if (!first || missing !== undefined) {
    throw new FieldlapseError('LOT_UNKNOWN', `there is no lot ${missing ?? ''}: create it first`);
  }
  return places.of({ ...first, plot: found.every((lot) => lot?.plot === first.plot) ? first.plot : null });
}

/** A planting area code names a family's land. */
async function checkConsent(trx: LotDb, { fact, lots }: NewFact): Promise<void> {
  if (fact.kind !== 'planting' || fact.plantingAreaCode === undefined) return;
  const reader = lotReader(trx);
  for (const id of lots) {
    const producer = (await reader.lot(id))?.producer;
    const party = producer ? await reader.party(producer) : undefined;
    if (party && party.areaCodeConsentAt !== null) continue;
    const who = producer ? `${producer} has not agreed` : 'the lot names no producer who agreed';
    throw new FieldlapseError('NO_CONSENT', `lot ${id}: ${who} that the planting area code is shown`);
  }
}

/** A unit is packed once, with whatever lots. */
async function checkUnit(trx: LotDb, sscc: string, id: number): Promise<void> {
  const other = (await lotReader(trx).packings(sscc)).find((one) => one.id !== id && !one.correction);
  if (!other) return;
  throw new FieldlapseError('LOT_TWICE', `the unit ${sscc} is packed already, of ${other.lots.join(', ')} (fact ${other.id})`); // prettier-ignore
}

async function keepParents(trx: LotDb, lots: readonly string[], parents: readonly string[]): Promise<void> {
  const rows = lots.flatMap((lot) => parents.map((parent) => ({ lot, parent })));
  await trx
    .insertInto('lotParents')
    .values(rows)
    .onConflict((on) => on.doNothing())
    .execute();
}

/** What is wrong with a fact, and what is right instead. */
export interface NewCorrection {
  readonly fact: number;
  /** Absent where it did not happen at all. */
  readonly instead?: Fact;
  /** Of what is right instead; that of the fact where absent. */
  readonly source?: string;
}

/**
 * Declares a fact wrong; it stays, and everybody sees both. Part of the caller's transaction. Throws `FACT_UNKNOWN`,
 * `FACT_CORRECTED`, and what the rules say of what remains.
 */
export async function correctFact(
  trx: LotDb,
  { fact: id, instead, source: named }: NewCorrection,
  scene: Scene,
): Promise<Outcome> {
  const stored = await correctable(trx, id, instead);
  const reason = instead ? 'incorrect_data' : 'did_not_occur';
  // Marked first: what is right instead is judged without what was wrong.
  await trx.insertInto('corrections').values({ fact: id, reason, by: null, at: scene.now }).execute();
  let by: number | undefined;
  if (instead) {
    const source = named ?? stored.source ?? undefined;
    const right = await recordFact(trx, { lots: stored.lots, fact: instead, ...(source && { source }) }, scene);
    by = right.fact;
    await trx.updateTable('corrections').set({ by }).where('fact', '=', id).execute();
  }
  const history = await scene.histories.of(stored.lots);
  checkOrder(history, scene.now);
  checkQuantities(history, stored.lots);
  const place = await placeOf(trx, stored.lots, scene.places);
  const correction: Correction = { at: scene.now, reason, ...(by !== undefined && { by }) };
  const eventId = await keepCorrection(trx, stored, correction, place.timeZone);
  return { outcome: 'recorded', fact: by ?? id, eventId };
}

async function correctable(trx: LotDb, id: number, instead: Fact | undefined): Promise<StoredFact> {
  const stored = await lotReader(trx).fact(id);
  if (!stored) throw new FieldlapseError('FACT_UNKNOWN', `there is no fact ${id}`);
  // Asked for is enough: its correction would repeat what is to be forgotten.
  if (stored.kind === 'erased' || (await isErasureAsked(trx, id)))
    throw new FieldlapseError('FACT_UNKNOWN', `fact ${id} was erased`);
  if (stored.correction) {
    const by = stored.correction.by === null ? 'as not having happened' : `by fact ${stored.correction.by}`;
    throw new FieldlapseError('FACT_CORRECTED', `fact ${id} was corrected ${by} already`);
  }
  if (instead && instead.kind !== stored.kind) {
    throw new FieldlapseError(
      'FACT_INVALID',
      `fact ${id} is a ${stored.kind}; a ${instead.kind} cannot stand in for it`,
    );
  }
  return stored;
}

async function isErasureAsked(trx: LotDb, fact: number): Promise<boolean> {
  const asked = await trx
    .selectFrom('chainEntries')
    .innerJoin('events', (on) =>
      on.onRef('events.seq', '=', 'chainEntries.event').onRef('events.lot', '=', 'chainEntries.lot'),
    )
    .select('chainEntries.id')
    .where('chainEntries.kind', '=', 'erase')
    .where('events.fact', '=', fact)
    .executeTakeFirst();
  return asked !== undefined;
}
