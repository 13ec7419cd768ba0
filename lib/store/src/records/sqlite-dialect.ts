import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';
import { asStoreError } from '../store-error.ts';

const maxPrepared = 256;

/** What {@link nodeSqliteDialect} needs to know of its database. */
export interface DialectOptions {
  /** Named in errors. */
  readonly path: string;
  close(): void;
}

/**
 * Kysely on `node:sqlite`. Kysely gives the one connection to one transaction or query at a time, so a query outside a
 * transaction waits for it; of one statement only one result may be streamed at a time. Integers come as numbers, blobs
 * as Uint8Array; errors as {@link asStoreError} has them.
 */
export function nodeSqliteDialect(database: DatabaseSync, { path, close }: DialectOptions): SqliteDialect {
  const translated = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw asStoreError(error, path);
    }
  };
  // Services ask the same few questions for ever; preparing one takes longer than answering it.
  const prepared = new Map<string, SqliteStatement>();
  const adapter: SqliteDatabase = {
    close,
    prepare: (sql) => {
      // A full disk ends the transaction by itself; rolling back again would hide why.
      if (sql === 'rollback' && !database.isTransaction) return nothingToRun;
      const known = prepared.get(sql);
      if (known) return known;
      const statement = kyselyStatement(
        translated(() => database.prepare(sql)),
        translated,
      );
      if (prepared.size >= maxPrepared) prepared.clear();
      prepared.set(sql, statement);
      return statement;
    },
  };
  return new SqliteDialect({ database: adapter });
}

function kyselyStatement(statement: StatementSync, translated: <T>(action: () => T) => T): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => translated(() => statement.all(...(parameters as SQLInputValue[]))),
    run: (parameters) => translated(() => statement.run(...(parameters as SQLInputValue[]))),
    iterate: (parameters) => translated(() => statement.iterate(...(parameters as SQLInputValue[]))),
  };
}

const nothingToRun: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
};
