import type { AlertDecision } from '@fieldlapse/contracts';
import type { Kysely } from 'kysely';
import type { RecordsStore } from '../ports.ts';
import { alertDecisionMigrations, type AlertDecisionTables, type PushSubscriptionRow } from './tables.ts';

/** What is asked of people's decisions; nothing here writes. */
export interface DecisionReader {
  /** Those about an alert, in order. */
  of(alert: string): Promise<AlertDecision[]>;
  /** The feed: decisions with `seq > seq` in order, at most `limit`. */
  after(seq: number, limit: number): Promise<AlertDecision[]>;
  /** Browsers of a contact, oldest first. */
  subscriptions(contact: string): Promise<PushSubscriptionRow[]>;
  close(): Promise<void>;
}

/** Opens the decisions for reading. Throws `RECORDS_MISSING` before anybody could decide, and `STORE_NEWER`. */
export async function openDecisionReader(records: RecordsStore): Promise<DecisionReader> {
  const version = alertDecisionMigrations.length;
  return decisionReader(await records.openReadOnly<AlertDecisionTables>('alert-decisions', version));
}

/** {@link DecisionReader} over the open database. */
export function decisionReader(db: Kysely<AlertDecisionTables>): DecisionReader {
  const decisions = () => db.selectFrom('decisions').selectAll().orderBy('seq');
  return {
    of: (alert) => decisions().where('alert', '=', alert).execute(),
    after: (seq, limit) => decisions().where('seq', '>', seq).limit(limit).execute(),
    subscriptions: (contact) =>
      db.selectFrom('pushSubscriptions').selectAll().where('contact', '=', contact).orderBy('addedAt').execute(),
    close: () => db.destroy(),
  };
}
