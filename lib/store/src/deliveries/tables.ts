import type { AlertDecision } from '@fieldlapse/contracts';
import { sql, type GeneratedAlways, type Kysely } from 'kysely';
import type { Migration } from '../ports.ts';

/** How far a feed was read: that of alert changes, and that of decisions. */
interface DeliveryCursorRow {
  name: 'changes' | 'decisions';
  seq: number;
}

/** What each contact knows of one rule on one target (`Matter` of analytics). */
interface MatterRow {
  key: string;
  /** JSON. */
  matter: string;
}

/** `merged`: another one says it too, since the channel was down. `dead`: given up. */
export type DeliveryState = 'waiting' | 'sent' | 'merged' | 'dead';

/** A message on one channel of one contact. Rows are never deleted; their text never changes. */
export interface DeliveryRow {
  id: string;
  contact: string;
  /** The contact's channel: `email`, `webhook-2`, `push:` and a hash of the browser's address. */
  channel: string;
  /** JSON of what was planned, and of the message as it is sent. */
  lines: string;
  message: string;
  state: DeliveryState;
  attempts: number;
  /** Real UTC ms: since when it waits, before when it is not tried, and when its state became final. */
  createdAt: number;
  notBefore: number;
  endedAt: number | null;
  /** The delivery that says it too. */
  mergedInto: string | null;
  /** What went wrong last; never with an address or a secret. */
  fault: string | null;
}

/** One try to hand a message over. */
export interface AttemptRow {
  attempt: GeneratedAlways<number>;
  delivery: string;
  /** Real UTC ms. */
  at: number;
  outcome: 'sent' | 'failed' | 'refused' | 'gone';
  fault: string | null;
}

interface DeliveredAlertRow {
  alert: string;
  delivery: string;
}

/** A browser that its push service does not know any more. */
interface GoneBrowserRow {
  endpoint: string;
  goneAt: number;
}

/** The database `deliveries`: written by the delivery of alerts alone. */
export interface DeliveryTables {
  cursors: DeliveryCursorRow;
  matters: MatterRow;
  deliveries: DeliveryRow;
  deliveredAlerts: DeliveredAlertRow;
  attempts: AttemptRow;
  goneBrowsers: GoneBrowserRow;
}

export interface DecisionRow extends Omit<AlertDecision, 'seq'> {
  seq: GeneratedAlways<number>;
}

/** A browser of a contact that wants Web Push. */
export interface PushSubscriptionRow {
  endpoint: string;
  contact: string;
  p256dh: string;
  auth: string;
  /** Server time, UTC ms. */
  addedAt: number;
}

/** The database `alert-decisions`: written where people decide, read by the delivery of alerts and by whoever records what was done. */
export interface AlertDecisionTables {
  decisions: DecisionRow;
  pushSubscriptions: PushSubscriptionRow;
}

/** The database `deliveries`, step by step. A step that was released is never altered. */
export const deliveryMigrations: readonly Migration[] = [
  {
    name: 'what contacts know, and the outbox',
    up: (db) =>
      run(db, [
        'create table cursors (name text primary key, seq integer not null) without rowid',
        'create table matters ("key" text primary key, matter text not null) without rowid',
        `create table deliveries (id text primary key, contact text not null, channel text not null, lines text not null,
          message text not null, state text not null, attempts integer not null, createdAt integer not null,
          notBefore integer not null, endedAt integer, mergedInto text, fault text)`,
        "create index deliveriesWaiting on deliveries (contact, channel, createdAt) where state = 'waiting'",
        "create index deliveriesDead on deliveries (endedAt) where state = 'dead'",
        'create table deliveredAlerts (alert text not null, delivery text not null, primary key (alert, delivery)) without rowid',
        `create table attempts (attempt integer primary key autoincrement, delivery text not null, at integer not null,
          outcome text not null, fault text)`,
        'create index attemptsByDelivery on attempts (delivery)',
        'create table goneBrowsers (endpoint text primary key, goneAt integer not null) without rowid',
      ]),
  },
];

/** The database `alert-decisions`, step by step. A step that was released is never altered. */
export const alertDecisionMigrations: readonly Migration[] = [
  {
    name: 'decisions of people, and their browsers',
    up: (db) =>
      run(db, [
        // Autoincrement: a number is never given twice, so a cursor misses nothing.
        `create table decisions (seq integer primary key autoincrement, id text not null unique, alert text not null,
          kind text not null, "by" text not null, note text, severity text not null, at integer not null, until integer)`,
        'create index decisionsByAlert on decisions (alert, seq)',
        `create table pushSubscriptions (endpoint text primary key, contact text not null, p256dh text not null,
          auth text not null, addedAt integer not null) without rowid`,
        'create index pushByContact on pushSubscriptions (contact, addedAt)',
      ]),
  },
];

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
