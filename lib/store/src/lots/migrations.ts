import { sql, type Kysely } from 'kysely';
import type { Migration } from '../ports.ts';

/** The database `lots` (`LotTables`), step by step. A step that was released is never altered. */
export const lotMigrations: readonly Migration[] = [
  { name: 'lots, facts, events and private rows', up: (db) => run(db, firstStatements) },
  { name: 'entries of chains', up: (db) => run(db, chainStatements) },
];

const firstStatements = [
  `create table lots (id text primary key, tag text not null unique, kind text not null, site text not null, plot text, season text, producer text,
    createdAt integer not null) without rowid`,
  // One season has one plot and one growing lot.
  `create unique index growingLots on lots (site, season) where kind = 'growing'`,
  'create table lotParents (lot text not null, parent text not null, primary key (lot, parent)) without rowid',
  'create index lotChildren on lotParents (parent, lot)',

  // Autoincrement: a number is never given twice, so a cursor misses nothing.
  `create table facts (id integer primary key autoincrement, kind text not null, at integer not null, body text not null,
    recordedAt integer not null, source text)`,
  'create index factsBySource on facts (source, id) where source is not null',
  `create index packedUnits on facts (json_extract(body, '$.sscc')) where kind = 'packing'`,
  'create table factLots (fact integer not null, lot text not null, primary key (lot, fact)) without rowid',
  'create index lotsOfFact on factLots (fact, lot)',
  `create table corrections (fact integer primary key, reason text not null, "by" integer, at integer not null)`,
  `create table events (seq integer primary key autoincrement, lot text not null, fact integer not null, kind text not null,
    eventId text not null, event text, loggedAt integer)`,
  'create index eventsOfLot on events (lot, seq)',
  'create index eventsOfFact on events (fact, kind, lot)',
  'create index eventsById on events (eventId, lot)',
  'create index eventsToLog on events (seq) where loggedAt is null',

  'create table cursors (name text primary key, seq integer not null) without rowid',
  'create table dueDays (site text not null, day text not null, acceptedSeq integer not null, primary key (site, day)) without rowid',
  `create table parties (id text primary key, kind text not null, gln text, cooperative text, name text not null, address text,
    phone text, nameConsentAt integer, areaCodeConsentAt integer) without rowid`,
  'create table privateNotes (fact integer primary key, note text not null)',
];

const chainStatements = [
  `create table chainEntries (id integer primary key autoincrement, lot text not null, kind text not null, event integer, after integer not null,
    body text, place integer, head text, requestedAt integer not null, unique (lot, place))`,
  `create unique index chainOfEvents on chainEntries (event) where kind = 'event'`,
  'create index chainToPlace on chainEntries (after, id) where place is null',
  'create index chainToAppend on chainEntries (lot, place) where place is not null and head is null',
];

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
