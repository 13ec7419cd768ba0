import { recordedFactOf, type EarlyHarvest, type Lots, type RecordedFact } from '@fieldlapse/traceability';

/** What is recorded of a lot. */
export interface RecordedOfLot {
  readonly parents: readonly string[];
  readonly facts: readonly RecordedFact[];
  readonly earlyHarvests: readonly EarlyHarvest[];
}

/** What is recorded of a lot, by time. Throws `LOT_UNKNOWN`. */
export async function recordedOf({ reader, earlyHarvests }: Lots, id: string): Promise<RecordedOfLot> {
  return {
    earlyHarvests: await earlyHarvests(id),
    parents: await reader.parents(id),
    facts: (await reader.facts(id)).map(recordedFactOf),
  };
}
