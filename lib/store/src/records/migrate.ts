import { type Kysely, sql } from 'kysely';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { Migration } from '../ports.ts';

/** Applies the migrations that the file at `path` has not had, each in a transaction. Throws `STORE_NEWER`. */
export async function migrate<Tables>(
  records: Kysely<Tables>,
  path: string,
  migrations: readonly Migration[],
): Promise<void> {
  const answer = await sql<{ user_version: number }>`PRAGMA user_version`.execute(records);
  const found = answer.rows[0]?.user_version ?? 0;
  if (found > migrations.length) throw newerRecords(path, found, migrations.length);
  for (const [index, migration] of migrations.entries()) {
    if (index < found) continue;
    await records.transaction().execute(async (transaction) => {
      await migration.up(transaction as unknown as Kysely<unknown>);
      await sql`PRAGMA user_version = ${sql.lit(index + 1)}`.execute(transaction);
    });
  }
}

export function newerRecords(path: string, found: number, known: number): FieldlapseError {
  return new FieldlapseError('STORE_NEWER', `${path} is of version ${found}, this Fieldlapse knows ${known}`);
}
