import type { Kysely, Selectable } from 'kysely';
import type { RecordsStore } from '../ports.ts';
import { captureMigrations, type CapturedEventRow, type CaptureTables } from './tables.ts';

export type CapturedEvent = Selectable<CapturedEventRow>;

/** What is asked of the events that partners handed over; nothing here writes. */
export interface CaptureReader {
  /** In the order of capture, `seq > after`, at most `limit`. */
  eventsAfter(after: number, limit: number): Promise<CapturedEvent[]>;
  /** The event of that id and what declared it wrong, in order. */
  eventsOfId(eventId: string): Promise<CapturedEvent[]>;
  close(): Promise<void>;
}

/** Opens the captured events for reading. Throws `RECORDS_MISSING` before anything could be captured, and `STORE_NEWER`. */
export async function openCaptureReader(records: RecordsStore): Promise<CaptureReader> {
  return captureReader(await records.openReadOnly<CaptureTables>('captures', captureMigrations.length));
}

function captureReader(db: Kysely<CaptureTables>): CaptureReader {
  const events = () => db.selectFrom('events').selectAll().orderBy('seq');
  return {
    eventsAfter: (after, limit) => events().where('seq', '>', after).limit(limit).execute(),
    eventsOfId: (eventId) => events().where('eventId', '=', eventId).execute(),
    close: () => db.destroy(),
  };
}
