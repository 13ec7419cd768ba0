import type { JsonObject } from '../epcis/validate/checks.ts';

/** An event on its way into the log. */
export interface LogEntry {
  /** Number of the event among all events of the records: the same number is the same event for ever. */
  readonly seq: number;
  readonly lot: string;
  /** The lot's name in the log: 16 bytes, base64url. */
  readonly lotTag: string;
  /** Tags of the growing lots that a harvest lot was cut from; its chain begins with a link to them. */
  readonly parents: readonly string[];
  readonly eventId: string;
  readonly event: JsonObject;
}

/** Where events go to be fixed: the transparency log, handed in by who composes the services. */
export interface EventLog {
  /**
   * Resolves once the event is durable in the chain of its lot. Entries come one after the other, in the order of `seq`; after
   * a crash the last one may come again, and changes nothing then.
   */
  append(entry: LogEntry): Promise<void>;
}
