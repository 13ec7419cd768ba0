import { lotReader, type StoredFact } from '@fieldlapse/store';
import { storedFact, type Correction, type RecordedFact } from '../facts/fact.ts';
import type { FieldFact } from '../facts/field-facts.ts';
import type { History, LotOf } from '../rules/history.ts';
import type { LotDb } from './open.ts';
import type { Places } from './places.ts';

/** Kinds that rules look at. */
const ruled: readonly FieldFact['kind'][] = [
  ...(['planting', 'treatment', 'irrigation', 'observation', 'labTest', 'harvest', 'packing'] as const),
  ...(['shipping', 'sale', 'resolution'] as const),
];

/** A fact as rules and people see it. */
export function recordedFactOf(row: StoredFact): RecordedFact {
  const { id, lots, recordedAt, correction } = row;
  return {
    id,
    lots,
    fact: storedFact(row.body),
    recordedAt,
    ...(correction && { corrected: correctionOf(correction) }),
  };
}

function correctionOf({ at, reason, by }: NonNullable<StoredFact['correction']>): Correction {
  return { at, reason, ...(by !== null && { by }) };
}

/** Histories of lots in one transaction: what was read or added once is not read again. */
export interface Histories {
  /** What is recorded of lots, of those that they were cut from, and of what was cut from them. */
  of(lots: readonly string[]): Promise<History>;
  /** A fact that has been recorded since. */
  add(fact: RecordedFact): void;
  /** Lots may have been taken back. */
  forgetLots(): void;
}

export function openHistories(db: LotDb, places: Places): Histories {
  const reader = lotReader(db);
  const families = new Map<string, LotOf[]>();
  const facts = new Map<string, Map<number, RecordedFact>>();

  async function familyOf(id: string): Promise<LotOf[]> {
    const ids = [id, ...(await reader.parents(id)), ...(await reader.children(id))];
    const rows = await Promise.all(ids.map((one) => reader.lot(one)));
    return rows.flatMap((lot) => (lot ? [{ ...lot, timeZone: places.of(lot).timeZone }] : []));
  }

  async function factsOf(lot: string): Promise<Map<number, RecordedFact>> {
    const rows = await reader.facts(lot, ruled);
    return new Map(rows.map((row) => [row.id, recordedFactOf(row)]));
  }

  return {
    async of(ids) {
      const lots = new Map<string, LotOf>();
      for (const id of ids) {
        const family = families.get(id) ?? (await familyOf(id));
        families.set(id, family);
        for (const lot of family) lots.set(lot.id, lot);
      }
      const found = new Map<number, RecordedFact>();
      for (const id of lots.keys()) {
        const known = facts.get(id) ?? (await factsOf(id));
        facts.set(id, known);
        for (const [number, fact] of known) found.set(number, fact);
      }
      return { lots: [...lots.values()], facts: [...found.values()] };
    },
    add(fact) {
      if (!ruled.some((kind) => kind === fact.fact.kind)) return;
      for (const lot of fact.lots) facts.get(lot)?.set(fact.id, fact);
      // A harvest makes parents and children.
      if (fact.fact.kind === 'harvest') families.clear();
    },
    forgetLots: () => families.clear(),
  };
}
