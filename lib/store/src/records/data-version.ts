import { sql, type Kysely } from 'kysely';

/**
 * A number that is another one once any other connection has committed to these records: what was read under the same number
 * still stands there. For who only reads [https://sqlite.org/pragma.html#pragma_data_version].
 */
export async function dataVersion<Tables>(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(db);
  return rows[0]!.data_version;
}
