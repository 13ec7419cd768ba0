import type { CaptureReader, LotReader } from '@fieldlapse/store';

export type Event = Readonly<Record<string, unknown>>;

/** An event of a source in the order of recording. */
export interface SourceRow {
  readonly seq: number;
  /** Rows of one key that stand one behind the other tell the same event. */
  readonly key: string;
  /** JSON; null where it was erased. */
  readonly event: string | null;
}

/** Where events are read from. */
export interface EventSource {
  after(seq: number, limit: number): Promise<readonly SourceRow[]>;
  /** The event of an id and what declared it wrong, in order. */
  ofId(eventId: string): Promise<readonly Event[]>;
}

/** Opened at first use; undefined before anything was recorded. */
type Opened<T> = () => Promise<T | undefined>;
const parsed = ({ event }: { readonly event: string | null }): Event => JSON.parse(event ?? '{}') as Event;

/** What is recorded of our lots. An event that belongs to several stands in the chain of each, one behind the other. */
export function eventsOfLots(lots: Opened<LotReader>): EventSource {
  return {
    async after(seq, limit) {
      const rows = (await (await lots())?.eventsAfter(seq, limit)) ?? [];
      return rows.map((row) => ({ seq: row.seq, key: `${row.fact} ${row.kind}`, event: row.event }));
    },
    ofId: async (eventId) => ((await (await lots())?.eventsOfId(eventId)) ?? []).map(parsed),
  };
}

/** What partners have handed over. */
export function eventsOfPartners(captures: Opened<CaptureReader>): EventSource {
  return {
    async after(seq, limit) {
      const rows = (await (await captures())?.eventsAfter(seq, limit)) ?? [];
      return rows.map((row) => ({ seq: row.seq, key: String(row.seq), event: row.event }));
    },
    ofId: async (eventId) => ((await (await captures())?.eventsOfId(eventId)) ?? []).map(parsed),
  };
}
