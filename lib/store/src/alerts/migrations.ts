import { sql, type Kysely } from 'kysely';
import type { Migration } from '../ports.ts';

/** The database `alerts` (`AlertTables`), step by step. A step that was released is never altered. */
export const alertMigrations: readonly Migration[] = [
  { name: 'rules, histories and the feed of alert changes', up: (db) => run(db, firstStatements) },
];

/** The database `rules` (`RuleBookTables`): rules that people have imported. */
export const ruleBookMigrations: readonly Migration[] = [
  {
    name: 'imported rules',
    up: (db) =>
      run(db, [
        'create table importedRules (id text primary key, rule text not null, importedAt integer not null) without rowid',
      ]),
  },
];

const target = 'site text not null, plot text, sensor text, camera text, device text';

const firstStatements = [
  'create table cursors (name text primary key, seq integer not null) without rowid',
  `create table rules (revision text primary key, id text not null, origin text not null, rule text not null, unit text not null,
    level real, since integer not null, active integer not null) without rowid`,
  'create index rulesById on rules (id, since)',

  `create table alerts (alert text primary key, history text not null, rule text not null, revision text not null,
    kind text not null, ${target}, state text not null, raisedAt integer not null, clearedAt integer, severity text not null,
    worst text not null, value real, blindSince integer, changedSeq integer not null) without rowid`,
  "create index alertsStanding on alerts (site, raisedAt) where state = 'standing'",
  'create index alertsByTime on alerts (raisedAt, alert)',
  'create index alertsBySite on alerts (site, raisedAt, alert)',
  'create index alertsByHistory on alerts (history, raisedAt)',
  `create table transitions (id text primary key, history text not null, alert text not null, kind text not null,
    severity text not null, at integer not null, value real) without rowid`,
  'create index transitionsByHistory on transitions (history, at)',
  'create index transitionsByAlert on transitions (alert, at)',
  // Autoincrement: a number is never given twice, so a cursor misses nothing.
  `create table changes (seq integer primary key autoincrement, alert text not null, "change" text not null,
    "transition" text not null, replaces text, recordedAt integer not null)`,
  'create index changesByAlert on changes (alert, seq)',

  `create table watermarks (site text not null, device text not null, observedAt integer not null, receivedAt integer not null,
    primary key (site, device)) without rowid`,
  `create table carriers (site text not null, sensor text not null, device text not null, primary key (site, sensor)) without rowid`,
  'create table faults (series text not null, t integer not null, primary key (series, t)) without rowid',
  'create table states (series text not null, t integer not null, value real not null, primary key (series, t)) without rowid',
  `create table checkpoints (history text not null, t integer not null, slots blob not null, primary key (history, t)) without rowid`,
  'create table duePoints (series text not null, t integer not null, value real, primary key (series, t)) without rowid',
  `create table dueDays (site text not null, sensor text not null, day text not null,
    primary key (site, sensor, day)) without rowid`,
];

async function run(db: Kysely<unknown>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
