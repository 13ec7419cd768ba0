import type { DeliveryRow, DeliveryState } from '@fieldlapse/store';
import type { SendOutcome } from '../channels/channel.ts';
import { putDelivery, type DeliveryRecords } from './records.ts';

/** Messages that wait for one contact on one channel, oldest first. */
export interface Lane {
  readonly contact: string;
  readonly channel: string;
  readonly rows: readonly DeliveryRow[];
}

/** What waits to be sent, and how sending went. All times are real UTC ms. */
export interface Outbox {
  /** Lanes whose oldest message may be tried at `now`. */
  due(now: number): Promise<Lane[]>;
  /** Notes a failed try; the lane waits until `notBefore`. */
  failed(row: DeliveryRow, fault: string, now: number, notBefore: number): Promise<void>;
  /** Ends messages without, or in, the one that says them all. */
  end(rows: readonly DeliveryRow[], end: End): Promise<void>;
}

interface End {
  readonly state: Exclude<DeliveryState, 'waiting'>;
  /** Of the try that ended it; undefined where there was none. */
  readonly outcome?: Exclude<SendOutcome['outcome'], 'failed'>;
  readonly fault?: string;
  readonly at: number;
  /** The message that was sent instead of several, with the alerts that it tells of. */
  readonly digest?: { readonly row: DeliveryRow; readonly alerts: readonly string[] };
}

/** More than these never wait at once in memory. */
const mostAtOnce = 2000;

export function openOutbox(db: DeliveryRecords): Outbox {
  const waiting = () => db.selectFrom('deliveries').where('state', '=', 'waiting');
  return {
    async due(now) {
      const rows = await waiting().selectAll().orderBy('createdAt').orderBy('id').limit(mostAtOnce).execute();
      const lanes = Map.groupBy(rows, ({ contact, channel }) => `${contact} ${channel}`);
      return [...lanes.values()]
        .filter(([head]) => head!.notBefore <= now)
        .map((of) => ({ contact: of[0]!.contact, channel: of[0]!.channel, rows: of }));
    },
    failed: (row, fault, at, notBefore) =>
      db.transaction().execute(async (trx) => {
        await trx.insertInto('attempts').values({ delivery: row.id, at, outcome: 'failed', fault }).execute();
        await trx
          .updateTable('deliveries')
          .set({ attempts: row.attempts + 1, notBefore, fault })
          .where('id', '=', row.id)
          .execute();
      }),
    end: (rows, end) => db.transaction().execute((trx) => endIn(trx, rows, end)),
  };
}

async function endIn(trx: DeliveryRecords, rows: readonly DeliveryRow[], end: End): Promise<void> {
  const { state, outcome, fault = null, at, digest } = end;
  if (digest) await putDelivery(trx, digest.row, digest.alerts);
  const delivery = digest?.row.id ?? rows[0]!.id;
  if (outcome) await trx.insertInto('attempts').values({ delivery, at, outcome, fault }).execute();
  for (const { id, attempts } of rows) {
    const tried = outcome && !digest && id === delivery ? 1 : 0;
    await trx
      .updateTable('deliveries')
      .set({ state, endedAt: at, attempts: attempts + tried, mergedInto: digest?.row.id ?? null, fault })
      .where('id', '=', id)
      .execute();
  }
}
