import type { CapturedEvent, CaptureReader, LotReader, StoredLotEvent } from '@fieldlapse/store';

/** An event of a source in the order of recording. */
export interface SourceRow {
  readonly seq: number;
  /** Rows of one key that stand one behind the other tell the same event. */
  readonly key: string;
  /** JSON; null where it was erased. */
  readonly event: string | null;
  /** The partner who states it; null where we record it. */
  readonly by: string | null;
}

/** Where events are read from. */
export interface EventSource {
  after(seq: number, limit: number): Promise<readonly SourceRow[]>;
  /** The event of an id and what declared it wrong, in order. */
  ofId(eventId: string): Promise<readonly SourceRow[]>;
  /** Of rows, by their numbers, those that were changed after they were fixed; they are not given out. */
  altered(seqs: readonly number[]): Promise<readonly number[]>;
}

/** Opened at first use; undefined before anything was recorded. */
type Opened<T> = () => Promise<T | undefined>;

/** What is recorded of our lots. An event that belongs to several stands in the chain of each, one behind the other. */
export function eventsOfLots(lots: Opened<LotReader>, altered: EventSource['altered']): EventSource {
  const rowOf = ({ seq, fact, kind, event }: StoredLotEvent) => ({ seq, key: `${fact} ${kind}`, event, by: null });
  return {
    after: async (seq, limit) => ((await (await lots())?.eventsAfter(seq, limit)) ?? []).map(rowOf),
    ofId: async (eventId) => ((await (await lots())?.eventsOfId(eventId)) ?? []).map(rowOf),
    altered,
  };
}

/** What partners have handed over. */
export function eventsOfPartners(captures: Opened<CaptureReader>): EventSource {
  const rowOf = ({ seq, event, by }: CapturedEvent) => ({ seq, key: String(seq), event, by });
  return {
    after: async (seq, limit) => ((await (await captures())?.eventsAfter(seq, limit)) ?? []).map(rowOf),
    ofId: async (eventId) => ((await (await captures())?.eventsOfId(eventId)) ?? []).map(rowOf),
    altered: async () => [],
  };
}
