import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { FieldlapseError, idPattern } from '@fieldlapse/contracts';
import type { RecordsStore } from '../ports.ts';
import { closeDatabase, openDatabase, schemaVersion } from '../sqlite/open-database.ts';
import { migrate, newerRecords } from './migrate.ts';
import { nodeSqliteDialect } from './sqlite-dialect.ts';

/** Records in `folder` (which exists), one SQLite file `{owner}.sqlite` for each owner. */
export function openSqliteRecords(folder: string): RecordsStore {
  const open = new Set<{ destroy(): Promise<void> }>();
  const owned = new Set<string>();

  async function connect<Tables>(path: string, database: DatabaseSync, onClose?: () => void): Promise<Kysely<Tables>> {
    const close = (): void => {
      closeDatabase(database, { readOnly: !onClose });
      open.delete(records);
      onClose?.();
    };
    const records = new Kysely<Tables>({ dialect: nodeSqliteDialect(database, { path, close }) });
    open.add(records);
    await sql`select 1`.execute(records); // Kysely closes only a database that it has used.
    return records;
  }

  return {
    async openOwn<Tables>(owner: string, migrations: Parameters<typeof migrate>[2]): Promise<Kysely<Tables>> {
      const path = fileOf(folder, owner);
      if (owned.has(owner)) {
        throw new FieldlapseError('RECORDS_OWNED', `${path} is open for writing already: one service owns it`);
      }
      const records = await connect<Tables>(path, openDatabase(path), () => owned.delete(owner));
      owned.add(owner);
      try {
        await migrate(records, path, migrations);
        return records;
      } catch (error) {
        await records.destroy();
        throw error;
      }
    },
    async openReadOnly<Tables>(owner: string, version: number): Promise<Kysely<Tables>> {
      const path = fileOf(folder, owner);
      if (!existsSync(path)) throw new FieldlapseError('RECORDS_MISSING', `${path} does not exist yet`);
      const database = openDatabase(path, { readOnly: true });
      const found = schemaVersion(database);
      if (found === version) return connect(path, database);
      database.close();
      if (found > version) throw newerRecords(path, found, version);
      throw new FieldlapseError('RECORDS_MISSING', `${path} is at version ${found}, its reader needs ${version}`);
    },
    async close() {
      for (const records of open) await records.destroy();
    },
  };
}

function fileOf(folder: string, owner: string): string {
  if (!idPattern.test(owner)) throw new FieldlapseError('BAD_ID', `records owner ${JSON.stringify(owner)}`);
  return join(folder, `${owner}.sqlite`);
}
