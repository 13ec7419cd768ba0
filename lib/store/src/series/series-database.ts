import type { DatabaseSync } from 'node:sqlite';
import { FieldlapseError } from '@fieldlapse/contracts';
import { closeDatabase, openDatabase, schemaVersion } from '../sqlite/open-database.ts';

const version = 1;
const cacheKiB = 16_384;

/**
 * `log` takes points in the order of arrival, which is what makes appending fast; a move brings them sorted into
 * `points` and counts their hours anew into `rollups`. What stands in the log wins over `points`.
 */
const schema = `
  create table series (id integer primary key, name text not null unique);
  create table log (seq integer primary key autoincrement, points blob not null);
  create table points (series integer not null, t integer not null, value real not null,
    primary key (series, t)) without rowid;
  create table rollups (series integer not null, hour integer not null, min real not null, max real not null,
    sum real not null, count integer not null, primary key (series, hour)) without rowid;
  PRAGMA user_version = ${version};`;

/** Opens the series file, making it where absent. Throws `STORE_NEWER` and what `openDatabase` throws. */
export function openSeriesDatabase(path: string): DatabaseSync {
  const database = openDatabase(path);
  try {
    database.exec(`PRAGMA cache_size = -${cacheKiB}`);
    const found = schemaVersion(database);
    if (found > version) {
      throw new FieldlapseError('STORE_NEWER', `${path} is of version ${found}, this Fieldlapse knows ${version}`);
    }
    if (found === 0) {
      inTransaction(database, 'immediate', () => {
        // Another process may have been faster.
        if (schemaVersion(database) === 0) database.exec(schema);
      });
    }
    return database;
  } catch (error) {
    closeDatabase(database);
    throw error;
  }
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
