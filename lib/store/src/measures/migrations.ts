import { sql, type Kysely } from 'kysely';
import type { Migration } from '../ports.ts';

/** The database `measure` (`MeasureTables`), step by step. A step that was released is never altered. */
export const measureMigrations: readonly Migration[] = [
  { name: 'metrics of frames, days and seasons', up: (db) => run(db, firstStatements) },
];

const camera = 'site text not null, camera text not null';
const area = `${camera}, area text not null`;

const firstStatements = [
  'create table cursors (name text primary key, acceptedSeq integer not null) without rowid',
  `create table pending (f text primary key, ${camera}, observedAt integer not null, seq integer not null,
    attempts integer not null, notBefore integer not null) without rowid`,
  'create index pendingByTime on pending (observedAt, f)',
  'create index pendingByCamera on pending (site, camera, observedAt, f)',
  `create table looks (f text primary key, ${camera}, observedAt integer not null, version text not null, traits text,
    flags text not null, teaches integer not null, reference text, registration text)`,
  'create index looksByTime on looks (site, camera, observedAt, f)',

  `create table metrics (f text not null, area text not null, method text not null, ${camera}, observedAt integer not null,
    timeQuality text not null, measured text not null, uncertainty text not null, withheld text not null, classes text,
    sha256 text not null, modelHash text, areaVersion text not null, inputs text not null, measuredAt integer not null,
    primary key (f, area, method))`,
  'create index metricsByTime on metrics (site, camera, area, method, observedAt, f)',
  // Counted as rows come and go: counting them when asked would read an index of every frame.
  `create table methods (${area}, method text not null, frames integer not null, primary key (site, camera, area, method)) without rowid`,
  `create trigger metricsAdded after insert on metrics begin
    insert into methods values (new.site, new.camera, new.area, new.method, 1) on conflict do update set frames = frames + 1;
  end`,
  `create trigger metricsRemoved after delete on metrics begin
    update methods set frames = frames - 1
      where site = old.site and camera = old.camera and area = old.area and method = old.method;
  end`,

  `create table days (${area}, metric text not null, method text not null, day text not null, statistics text not null,
    count integer not null, withheld text not null, primary key (site, camera, area, metric, method, day)) without rowid`,
  'create index daysByDay on days (site, camera, day)',
  `create table growth (${area}, metric text not null, method text not null, season text not null, revision integer not null,
    through text not null, reading text not null, computedAt integer not null,
    primary key (site, camera, area, metric, method, season)) without rowid`,
  `create table backfills (${camera}, "plan" text not null, beforeAt integer not null, beforeF text not null,
    done integer not null, finished integer not null, primary key (site, camera)) without rowid`,
  `create table models (name text not null, version text not null, state text not null, code text, message text, card text,
    since integer not null, primary key (name, version)) without rowid`,

  'create table duePoints (series text not null, t integer not null, value real, primary key (series, t)) without rowid',
  `create table dueDays (${camera}, day text not null, primary key (site, camera, day)) without rowid`,
  `create table dueGrowth (${camera}, day text not null, primary key (site, camera)) without rowid`,
  // Autoincrement: a number is never given twice, so a cursor misses nothing.
  `create table measureChanges (measuredSeq integer primary key autoincrement, kind text not null, ${area}, method text not null,
    f text, observedAt integer, metric text, season text)`,
];

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
