import { FieldlapseError } from '@fieldlapse/contracts';
import type { LotReader } from '@fieldlapse/store';
import { lotIdOf, lotsOfFact, parseFact, recordedFactOf, type NewCorrection, type NewFact } from '@fieldlapse/traceability'; // prettier-ignore
import { aboutGoods } from './fields.ts';
import { knownLot, withKnownLots } from './known-lots.ts';

/** What stands beside a fact. */
export interface FactContext {
  /** The lot that it belongs to, as people name it; facts about packed goods name theirs themselves. */
  readonly lot?: string | undefined;
  /** GTIN of the lot that a harvest makes, where its name has none. */
  readonly gtin?: string | undefined;
  readonly note?: string | undefined;
}

/** A fact as people give it, with the lots that it belongs to found. Throws `FACT_INVALID`, `LOT_UNKNOWN`, `LOT_NOT_PACKED`. */
export async function newFactOf(
  reader: LotReader,
  body: Readonly<Record<string, unknown>>,
  { lot: name, gtin, note }: FactContext,
): Promise<NewFact> {
  const fact = parseFact(await withKnownLots(reader, body));
  const noted = note === undefined || note === '' ? {} : { note };
  if (aboutGoods.has(fact.kind))
    return { fact, lots: await lotsOfFact(reader, fact as Parameters<typeof lotsOfFact>[1]), ...noted };
  if (name === undefined || name === '') throw new FieldlapseError('LOT_UNKNOWN', 'no lot is named');
  if (fact.kind !== 'harvest') return { fact, lots: [await knownLot(reader, name)], ...noted };
  const { site, plot } = (await reader.lot(fact.from[0] ?? ''))!;
  const [item = '', number = ''] = name.includes('/') ? name.split('/') : [gtin, name];
  const create = { kind: 'harvest', gtin: item, number, site, plot, season: null, producer: null } as const; // prettier-ignore
  return { fact, lots: [lotIdOf(create)], create, ...noted };
}

/** That a fact was otherwise, or did not happen where nothing is changed. Throws `FACT_UNKNOWN`, `FACT_INVALID`. */
export async function correctionOf(
  reader: LotReader,
  id: number,
  changes: Readonly<Record<string, unknown>>,
): Promise<NewCorrection> {
  const row = await reader.fact(id);
  if (!row) throw new FieldlapseError('FACT_UNKNOWN', `there is no fact ${id}`);
  if (Object.keys(changes).length === 0) return { fact: id };
  return { fact: id, instead: parseFact({ ...recordedFactOf(row).fact, ...(await withKnownLots(reader, changes)) }) };
}
