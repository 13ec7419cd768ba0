import { sql, type GeneratedAlways } from 'kysely';
import type { Migration } from '../ports.ts';

/** A document that a partner handed over, and what came of it. */
export interface CaptureJobRow {
  seq: GeneratedAlways<number>;
  id: string;
  /** The partner. */
  by: string;
  behaviour: 'rollback' | 'proceed';
  /** Real UTC ms. */
  createdAt: number;
  finishedAt: number;
  /** How many of its events are kept. */
  captured: number;
  /** JSON of what was wrong. */
  problems: string;
}

/** What a partner stated: an event, or a declaration that it was wrong. */
export interface CapturedEventRow {
  seq: GeneratedAlways<number>;
  eventId: string;
  kind: 'event' | 'declaration';
  /** The partner. */
  by: string;
  /** The document that it came with; null where it came alone. */
  job: string | null;
  /** JSON of the EPCIS event with its own `@context`. */
  event: string;
}

/** What the events of a partner take. */
export interface CaptureShareRow {
  by: string;
  /** UTF-8 bytes of their JSON. */
  bytes: number;
}

/** The database `captures`: what others state about their part of the chain. No lot and no log is made of it. */
export interface CaptureTables {
  jobs: CaptureJobRow;
  events: CapturedEventRow;
  shares: CaptureShareRow;
}

/** The database `captures`, step by step. A step that was released is never altered. */
export const captureMigrations: readonly Migration[] = [
  {
    name: 'events of partners, and their documents',
    up: async (db) => {
      const statements = [
        `create table jobs (seq integer primary key autoincrement, id text not null unique, "by" text not null, behaviour text not null,
          createdAt integer not null, finishedAt integer not null, captured integer not null, problems text not null)`,
        `create table events (seq integer primary key autoincrement, eventId text not null, kind text not null, "by" text not null,
          job text, event text not null, unique (eventId, kind))`,
        'create index eventsOfJob on events (job) where job is not null',
      ];
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  },
  {
    name: 'what the events of each partner take',
    up: async (db) => {
      for (const statement of [
        'create table shares ("by" text primary key, bytes integer not null) without rowid',
        'insert into shares select "by", sum(length(cast(event as blob))) from events group by "by"',
      ])
        await sql.raw(statement).execute(db);
    },
  },
];
