import { deliveryMigrations, type DeliveryRow, type DeliveryTables, type RecordsStore } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import type { Matter } from '../plan/matter.ts';

/** The service's own records. */
export type DeliveryRecords = Kysely<DeliveryTables>;

/** Opens them. Throws `RECORDS_OWNED`, `STORE_NEWER`, `STORE_UNWRITABLE`. */
export function openDeliveryRecords(records: RecordsStore): Promise<DeliveryRecords> {
  return records.openOwn<DeliveryTables>('deliveries', deliveryMigrations);
}

/** How far the feeds were read. */
export interface Cursors {
  readonly changes: number;
  readonly decisions: number;
}

/** What was planned before, as it was committed last. */
export async function planned(
  db: DeliveryRecords,
): Promise<{ readonly cursors: Cursors; readonly matters: ReadonlyMap<string, Matter> }> {
  const cursors = await db.selectFrom('cursors').selectAll().execute();
  const seqOf = (name: keyof Cursors) => cursors.find((cursor) => cursor.name === name)?.seq ?? 0;
  const rows = await db.selectFrom('matters').selectAll().execute();
  return {
    cursors: { changes: seqOf('changes'), decisions: seqOf('decisions') },
    matters: new Map(rows.map(({ key, matter }) => [key, JSON.parse(matter) as Matter])),
  };
}

/** What one look at the feeds and the clock has changed. */
export interface PlanStep {
  readonly cursors: Cursors;
  readonly before: ReadonlyMap<string, Matter>;
  readonly after: ReadonlyMap<string, Matter>;
  readonly deliveries: readonly { readonly row: DeliveryRow; readonly alerts: readonly string[] }[];
}

/**
 * Keeps a plan: what everybody knows from now on, and the messages that say it, in one transaction. A crash leaves either
 * nothing of it, and the same is planned again, or all.
 */
export function commitPlan(db: DeliveryRecords, { cursors, before, after, deliveries }: PlanStep): Promise<void> {
  return db.transaction().execute(async (trx) => {
    for (const [name, seq] of Object.entries(cursors) as [keyof Cursors, number][]) {
      await trx
        .insertInto('cursors')
        .values({ name, seq })
        .onConflict((on) => on.column('name').doUpdateSet({ seq }))
        .execute();
    }
    for (const [key, matter] of after) {
      if (before.get(key) === matter) continue;
      const json = JSON.stringify(matter);
      await trx
        .insertInto('matters')
        .values({ key, matter: json })
        .onConflict((on) => on.column('key').doUpdateSet({ matter: json }))
        .execute();
    }
    for (const key of before.keys()) {
      if (!after.has(key)) await trx.deleteFrom('matters').where('key', '=', key).execute();
    }
    for (const { row, alerts } of deliveries) await putDelivery(trx, row, alerts);
  });
}

/** Puts a delivery into the outbox; part of the caller's transaction. */
export async function putDelivery(trx: DeliveryRecords, row: DeliveryRow, alerts: readonly string[]): Promise<void> {
  await trx.insertInto('deliveries').values(row).execute();
  for (const alert of new Set(alerts)) {
    await trx.insertInto('deliveredAlerts').values({ alert, delivery: row.id }).execute();
  }
}
