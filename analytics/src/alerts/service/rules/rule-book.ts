import { FieldlapseError } from '@fieldlapse/contracts';
import { onceThere, ruleBookMigrations, type RecordsStore, type RuleBookTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';

/** A rule as its author wrote it: the plain value of its YAML. */
export interface WrittenRule {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** The rules that people have imported. */
export interface RuleBook {
  /** By id. */
  list(): Promise<WrittenRule[]>;
  /** Adds rules, each in place of the one of its id; all of them or none. */
  put(rules: readonly WrittenRule[], now: number): Promise<void>;
  /** False where there is none of that id. */
  remove(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Opens the book for whoever changes it; who does so keeps others from doing it at that moment. Throws `RECORDS_OWNED` where this process has it
 * open already, `STORE_NEWER`, `STORE_UNWRITABLE`.
 */
export async function openRuleBook(records: RecordsStore): Promise<RuleBook> {
  const db = await records.openOwn<RuleBookTables>('rules', ruleBookMigrations);
  return {
    list: () => listed(db),
    put: (rules, importedAt) =>
      db.transaction().execute(async (trx) => {
        for (const written of rules) {
          const row = { id: written.id, rule: JSON.stringify(written), importedAt };
          await trx
            .insertInto('importedRules')
            .values(row)
            .onConflict((on) => on.column('id').doUpdateSet(row))
            .execute();
        }
      }),
    async remove(id) {
      const { numDeletedRows } = await db.deleteFrom('importedRules').where('id', '=', id).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    close: () => db.destroy(),
  };
}

/** The imported rules for reading; none before the first import. */
export function ruleBookReader(records: RecordsStore): { list(): Promise<WrittenRule[]>; close(): Promise<void> } {
  const book = onceThere(() => records.openReadOnly<RuleBookTables>('rules', ruleBookMigrations.length));
  return {
    async list() {
      const db = await book.get();
      return db ? listed(db) : [];
    },
    close: () => book.close((db) => db.destroy()),
  };
}

async function listed(db: Kysely<RuleBookTables>): Promise<WrittenRule[]> {
  const rows = await db.selectFrom('importedRules').selectAll().orderBy('id').execute();
  return rows.map(({ rule }) => JSON.parse(rule) as WrittenRule);
}

/** Takes a rule out. Throws `RULE_MISSING`. */
export async function removeRule(book: RuleBook, id: string): Promise<void> {
  if (await book.remove(id)) return;
  const known = (await book.list()).map((rule) => rule.id).join(', ') || 'none';
  throw new FieldlapseError('RULE_MISSING', `no imported rule "${id}"; there are ${known}`);
}
