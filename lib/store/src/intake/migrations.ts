import { sql, type Kysely } from 'kysely';
import type { Migration } from '../ports.ts';

/** The database `intake` ({@link IntakeTables}), step by step. A step that was released is never altered. */
export const intakeMigrations: readonly Migration[] = [
  { name: 'frames, readings and the change feed', up: (db) => run(db, firstStatements) },
  { name: 'pictures that retention gave up', up: (db) => run(db, retentionStatements) },
];

const observation = `site text not null, device text not null, camera text not null, boot text not null,
  seq integer not null, capturedAt integer not null, mono integer not null, clk text not null,
  observedAt integer not null, timeQuality text not null, receivedAt integer not null,
  bytes integer not null, sha256 text not null`;

const firstStatements = [
  `create table frames (f text primary key, ${observation}, width integer not null, height integer not null,
    quality text, alert text, blobKey text not null)`,
  'create index framesByTime on frames (site, camera, observedAt, f)',
  'create index framesBySeq on frames (device, boot, seq)',
  "create index framesUnsynced on frames (device, boot) where timeQuality <> 'measured'",

  // Counted as frames come and go: counting them when asked would read an index of every frame.
  `create table cameras (site text not null, camera text not null, frames integer not null,
    primary key (site, camera)) without rowid`,
  `create trigger frameAdded after insert on frames begin
    insert into cameras values (new.site, new.camera, 1) on conflict do update set frames = frames + 1;
  end`,
  `create trigger frameRemoved after delete on frames begin
    update cameras set frames = frames - 1 where site = old.site and camera = old.camera;
  end`,

  `create table thinned (f text primary key, ${observation}, thinnedAt integer not null, reason text not null)`,
  'create index thinnedByTime on thinned (site, camera, observedAt, f)',
  'create index thinnedBySeq on thinned (device, boot, seq)',
  "create index thinnedUnsynced on thinned (device, boot) where timeQuality <> 'measured'",

  `create table readingBatches (id integer primary key autoincrement, site text not null, device text not null,
    boot text not null, fromSeq integer not null, toSeq integer not null, receivedAt integer not null,
    unsyncedFromMono real, unsyncedToMono real, readings blob not null, check (toSeq >= fromSeq))`,
  'create unique index readingBatchesBySeq on readingBatches (device, boot, fromSeq)',
  `create index readingBatchesUnsynced on readingBatches (device, boot) where unsyncedFromMono is not null`,
  `create table bootClocks (device text not null, boot text not null, epochMs real, anchorMono real,
    latestEpochMs real not null, seriesEpochMs real, primary key (device, boot)) without rowid`,

  // Autoincrement: a number is never given twice, so a cursor misses nothing.
  `create table changes (acceptedSeq integer primary key autoincrement, kind text not null, site text not null,
    key text not null, camera text, day text)`,
  'create index changesByCamera on changes (site, camera, acceptedSeq)',

  `create table quarantine (id integer primary key autoincrement, site text not null, device text not null,
    what text not null, code text not null, message text not null, receivedAt integer not null, blobKey text)`,
  `create table devices (site text not null, device text not null, status text, statusAt integer, report text,
    desired text, primary key (site, device)) without rowid`,
  `create table deviceAlerts (id text not null, site text not null, device text not null, kind text not null,
    boot text not null, mono real not null, clk text not null, capturedAt integer not null,
    observedAt integer not null, timeQuality text not null, receivedAt integer not null, text text, primary key (site, device, id)) without rowid`,
  'create index deviceAlertsByTime on deviceAlerts (site, observedAt)',
  "create index deviceAlertsUnsynced on deviceAlerts (device, boot) where timeQuality <> 'measured'",
  'create table cursors (name text primary key, acceptedSeq integer not null) without rowid',
];

// The index holds nothing while retention is off, and is what the frozen days are read from.
const retentionStatements = [
  'alter table frames add column originalDeletedAt integer',
  'create index framesRetired on frames (site, camera, observedAt) where originalDeletedAt is not null',
  'create table retiring (f text primary key, since integer not null) without rowid',
];

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
