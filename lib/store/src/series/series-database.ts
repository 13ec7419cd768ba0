import type { DatabaseSync } from 'node:sqlite';
import { FieldlapseError } from '@fieldlapse/contracts';
import { closeDatabase, openDatabase, schemaVersion } from '../sqlite/open-database.ts';

const cacheKiB = 16_384;

/**
 * Forward-only steps of the file; its version is how many it has had. As it is now: `arrivals` is the log, which takes
 * points in the order of arrival: that is what makes appending fast. A move brings them sorted into `points` and counts
 * their `hours` and `days` (UTC) anew. What stands in the log wins over `points`. Where raw points of an hour were given
 * up it has `raw` 0 and is never counted again, nor is a day with `hourly` 0, whose hours were given up; all of them end
 * by `points_from` of their series.
 */
const migrations: readonly string[] = [
  `create table series (id integer primary key, name text not null unique);
   create table log (seq integer primary key autoincrement, points blob not null);
   create table points (series integer not null, t integer not null, value real not null,
     primary key (series, t)) without rowid;
   create table rollups (series integer not null, hour integer not null, min real not null, max real not null,
     sum real not null, count integer not null, primary key (series, hour)) without rowid;`,
  // The log has another name, so that an older Fieldlapse that has the file open fails instead of writing past the days.
  `alter table log rename to arrivals;
   alter table rollups rename to hours;
   alter table hours add column raw integer not null default 1;
   alter table series add column points_from integer not null default ${Number.MIN_SAFE_INTEGER};
   create table days (series integer not null, day integer not null, min real not null, max real not null,
     sum real not null, count integer not null, hourly integer not null default 1, primary key (series, day)) without rowid;
   insert into days (series, day, min, max, sum, count)
     select series, (hour - (hour % 24 + 24) % 24) / 24 as day, min(min), max(max), sum(sum), sum(count)
     from hours group by series, day;`,
];

/** Opens the series file, making it where absent. Throws `STORE_NEWER` and what `openDatabase` throws. */
export function openSeriesDatabase(path: string): DatabaseSync {
  const database = openDatabase(path, { cacheKiB });
  try {
    const found = schemaVersion(database);
    if (found > migrations.length) {
      throw new FieldlapseError(
        'STORE_NEWER',
        `${path} is of version ${found}, this Fieldlapse knows ${migrations.length}`,
      );
    }
    if (found < migrations.length) inTransaction(database, 'immediate', () => migrate(database));
    return database;
  } catch (error) {
    closeDatabase(database);
    throw error;
  }
}

/** Applies what is missing, all or nothing; another process may have been faster. */
function migrate(database: DatabaseSync): void {
  for (const step of migrations.slice(schemaVersion(database))) database.exec(step);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
}

/** Runs `action` in one transaction: `immediate` for writing, `deferred` for a reading of one state. */
export function inTransaction<T>(database: DatabaseSync, mode: 'immediate' | 'deferred', action: () => T): T {
  database.exec(`begin ${mode}`);
  try {
    const result = action();
    database.exec('commit');
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself.
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}
