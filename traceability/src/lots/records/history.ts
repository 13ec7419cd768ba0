import { lotReader, type LotRow, type StoredFact } from '@fieldlapse/store';
import { storedFact, type Correction, type Fact, type RecordedFact } from '../facts/fact.ts';
import type { FieldFact } from '../facts/field-facts.ts';
import type { History } from '../rules/history.ts';
import type { LotDb } from './open.ts';
import type { Places } from './places.ts';

/** Kinds that rules look at. */
const ruled: readonly FieldFact['kind'][] = [
  ...(['planting', 'treatment', 'irrigation', 'observation', 'labTest', 'harvest', 'packing'] as const),
  ...(['shipping', 'sale', 'resolution'] as const),
];

/** A fact as rules and people see it. */
export function recordedFactOf(row: StoredFact, fact: Fact = storedFact(row.body)): RecordedFact {
  const { id, lots, recordedAt, correction } = row;
  return { id, lots, fact, recordedAt, ...(correction && { corrected: correctionOf(correction) }) };
}

function correctionOf({ at, reason, by }: NonNullable<StoredFact['correction']>): Correction {
  return { at, reason, ...(by !== null && { by }) };
}

/** Reads histories; the same text is parsed once. */
export function historyReader(db: LotDb, places: Places): (lots: readonly string[]) => Promise<History> {
  const reader = lotReader(db);
  const known = new Map<string, Fact>();
  const parsed = (row: StoredFact): RecordedFact => {
    const fact = known.get(row.body) ?? storedFact(row.body);
    known.set(row.body, fact);
    return recordedFactOf(row, fact);
  };
  return async (ids) => {
    const lots = new Map<string, LotRow & { parents: string[] }>();
    for (const id of ids) {
      for (const related of [id, ...(await reader.parents(id)), ...(await reader.children(id))]) {
        const lot = lots.has(related) ? undefined : await reader.lot(related);
        if (lot) lots.set(related, { ...lot, parents: await reader.parents(related) });
      }
    }
    const facts = new Map<number, RecordedFact>();
    for (const id of lots.keys()) {
      for (const row of await reader.facts(id, ruled)) facts.set(row.id, parsed(row));
    }
    const zoned = [...lots.values()].map((lot) => ({ ...lot, timeZone: places.of(lot).timeZone }));
    return { lots: zoned, facts: [...facts.values()] };
  };
}
