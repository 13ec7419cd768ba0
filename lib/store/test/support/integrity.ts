import { DatabaseSync } from 'node:sqlite';

/** What SQLite says of a file: `ok`, or what is broken. */
export function integrityOf(path: string): unknown {
  const database = new DatabaseSync(path);
  const answer = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  database.close();
  return answer;
}
