import type { Kysely } from 'kysely';
import type { RecordsStore } from '../ports.ts';
import { deliveryMigrations, type DeliveryRow, type DeliveryTables } from './tables.ts';

/** A delivery as people may see it: to whom and how it went, without the planning behind it. */
export type StoredDelivery = Omit<DeliveryRow, 'lines' | 'message' | 'notBefore'> & {
  readonly title: string;
};

/** What is asked of deliveries; nothing here writes. */
export interface DeliveryReader {
  /** Those that told of an alert, in the order in which they were planned. */
  of(alert: string): Promise<StoredDelivery[]>;
  /** Those that were given up, newest first. */
  dead(limit: number): Promise<StoredDelivery[]>;
  /** How many wait, and real UTC ms since when the oldest does; null where none does. */
  waiting(): Promise<{ readonly count: number; readonly since: number | null }>;
  close(): Promise<void>;
}

/** Opens the deliveries for reading. Throws `RECORDS_MISSING` before delivery has first started, and `STORE_NEWER`. */
export async function openDeliveryReader(records: RecordsStore): Promise<DeliveryReader> {
  return deliveryReader(await records.openReadOnly<DeliveryTables>('deliveries', deliveryMigrations.length));
}

/** {@link DeliveryReader} over the open database. */
export function deliveryReader(db: Kysely<DeliveryTables>): DeliveryReader {
  return {
    of: async (alert) => {
      const rows = db
        .selectFrom('deliveredAlerts')
        .innerJoin('deliveries', 'deliveries.id', 'deliveredAlerts.delivery')
        .selectAll('deliveries')
        .where('alert', '=', alert);
      return (await rows.execute()).map(storedOf).sort((a, b) => a.createdAt - b.createdAt);
    },
    dead: async (limit) => {
      const rows = db.selectFrom('deliveries').selectAll().where('state', '=', 'dead').orderBy('endedAt', 'desc');
      return (await rows.limit(limit).execute()).map(storedOf);
    },
    waiting: async () => {
      const rows = db
        .selectFrom('deliveries')
        .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('createdAt').as('since')])
        .where('state', '=', 'waiting');
      const { count, since } = await rows.executeTakeFirstOrThrow();
      return { count: Number(count), since: since ?? null };
    },
    close: () => db.destroy(),
  };
}

function storedOf({ lines: _lines, message, notBefore: _notBefore, ...row }: DeliveryRow): StoredDelivery {
  return { ...row, title: (JSON.parse(message) as { readonly title: string }).title };
}
