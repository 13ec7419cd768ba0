import { DatabaseSync } from 'node:sqlite';
import { asStoreError } from '../store-error.ts';

const busyTimeoutMs = 5000;
const walLimitBytes = 64 * 1024 * 1024;
/** A server has a dozen files open, and the operating system keeps their pages as well. */
const usualCacheKiB = 512;

/**
 * Opens a SQLite file: WAL, an fsync for every commit, foreign keys on, at most `cacheKiB` of its pages in memory. A reader needs
 * the file to exist. Throws `STORE_UNWRITABLE`, `STORE_FULL`, `STORE_CORRUPT`.
 */
export function openDatabase(
  path: string,
  { readOnly = false, cacheKiB = usualCacheKiB }: { readOnly?: boolean; cacheKiB?: number } = {},
): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly, timeout: busyTimeoutMs });
    database.exec(`PRAGMA cache_size = -${cacheKiB}`);
    if (!readOnly) {
      database.exec(
        `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = ${walLimitBytes}`,
      );
    }
    schemaVersion(database); // Reads the header: a file that is no database is found here, not at the first query.
    return database;
  } catch (error) {
    database?.close();
    throw asStoreError(error, path);
  }
}

/** The number of migrations that the file has had. */
export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Closes; a writer first moves what the WAL holds into the file, as far as no reader is in the way. */
export function closeDatabase(database: DatabaseSync, options: { readOnly?: boolean } = {}): void {
  if (!database.isOpen) return;
  try {
    if (!options.readOnly) database.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // On a full disk the WAL keeps what is committed; the next start moves it.
  }
  database.close();
}
