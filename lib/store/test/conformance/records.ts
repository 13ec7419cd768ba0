import { sql, type Generated, type Kysely } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Migration, RecordsStore } from '@fieldlapse/store';
import { codeOf, testFolder } from '../support/folders.ts';

interface Tables {
  notes: { id: Generated<number>; text: string; size: number; bytes: Uint8Array | null };
}

const first: Migration = {
  name: 'notes',
  up: async (db) => {
    await db.schema
      .createTable('notes')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('text', 'text', (column) => column.notNull().unique())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('bytes', 'blob')
      .execute();
  },
};
const second: Migration = {
  name: 'colours',
  up: async (db) => {
    await db.schema.alterTable('notes').addColumn('colour', 'text').execute();
  },
};
const failing: Migration = {
  name: 'half of it',
  up: async (db) => {
    await db.schema.createTable('half').addColumn('id', 'integer').execute();
    await sql`select no_such_column from notes`.execute(db);
  },
};

/** What every {@link RecordsStore} keeps; `open` makes an empty one for each folder that it has not seen. */
export function recordsConformance(open: (folder: string) => Promise<RecordsStore>): void {
  const fresh = async (): Promise<RecordsStore> => {
    const records = await open(await testFolder());
    onTestFinished(() => records.close());
    return records;
  };

  describe('a records store', () => {
    it('gives back texts, numbers beyond 32 bits and bytes as they were', async () => {
      const db = await (await fresh()).openOwn<Tables>('notes', [first]);
      const note = { text: 'Lúa đã trổ bông', size: 1_795_000_000_123, bytes: Uint8Array.of(0, 255, 10) };
      await db.insertInto('notes').values(note).execute();
      const found = await db.selectFrom('notes').selectAll().executeTakeFirstOrThrow();
      expect(found).toEqual({ id: 1, ...note });
      expect(found.bytes).toBeInstanceOf(Uint8Array);
    });

    it('says what an insert and an update did', async () => {
      const db = await (await fresh()).openOwn<Tables>('notes', [first]);
      await add(db, 'a');
      const again = await db
        .insertInto('notes')
        .values(note('a'))
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      expect(again.numInsertedOrUpdatedRows).toBe(0n);
      expect(await db.insertInto('notes').values(note('b')).returning('text').execute()).toEqual([{ text: 'b' }]);
      const updated = await db.updateTable('notes').set({ size: 5 }).executeTakeFirst();
      expect(updated.numUpdatedRows).toBe(2n);
    });

    it('undoes a transaction that fails, and then goes on', async () => {
      const db = await (await fresh()).openOwn<Tables>('notes', [first]);
      const failed = db.transaction().execute(async (transaction) => {
        await add(transaction, 'undone');
        throw new Error('no more');
      });
      await expect(failed).rejects.toThrow('no more');
      const refused = db.transaction().execute(async (transaction) => {
        await add(transaction, 'twice');
        await add(transaction, 'twice');
      });
      await expect(refused).rejects.toThrow(/unique/i);
      await add(db, 'kept');
      expect(await texts(db)).toEqual(['kept']);
    });

    it('never mixes transactions and queries that run at once', async () => {
      const db = await (await fresh()).openOwn<Tables>('notes', [first]);
      const wait = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
      const failed = Array.from({ length: 10 }, (_, index) =>
        db.transaction().execute(async (transaction) => {
          await add(transaction, `undone ${index}`);
          await wait();
          throw new Error('no more');
        }),
      );
      const kept = Array.from({ length: 10 }, (_, index) => add(db, `kept ${index}`));
      const both = Array.from({ length: 10 }, (_, index) =>
        db.transaction().execute(async (transaction) => {
          const before = (await texts(transaction)).length;
          await wait();
          await add(transaction, `pair ${index} a`);
          await wait();
          await add(transaction, `pair ${index} b`);
          expect(await texts(transaction)).toHaveLength(before + 2);
        }),
      );
      await Promise.all([...kept, ...both, Promise.allSettled(failed)]);
      expect(await texts(db)).toHaveLength(10 + 20);
      expect((await texts(db)).filter((text) => text.startsWith('undone'))).toEqual([]);
    });

    it('brings an older database up to date and keeps its rows', async () => {
      const folder = await testFolder();
      const old = await open(folder);
      await add(await old.openOwn<Tables>('notes', [first]), 'kept');
      await old.close();
      const records = await open(folder);
      onTestFinished(() => records.close());
      const db = await records.openOwn<Tables>('notes', [first, second]);
      expect(await texts(db)).toEqual(['kept']);
      expect((await sql`select colour from notes`.execute(db)).rows).toEqual([{ colour: null }]);
    });

    it('undoes a migration that fails, keeping what stood before it', async () => {
      const records = await fresh();
      await expect(records.openOwn<Tables>('notes', [first, failing])).rejects.toThrow();
      const db = await records.openOwn<Tables>('notes', [first, second]);
      await add(db, 'fine');
      await expect(sql`select * from half`.execute(db)).rejects.toThrow();
    });

    it('refuses a database that is newer than its code', async () => {
      const records = await fresh();
      await (await records.openOwn<Tables>('notes', [first, second])).destroy();
      expect(await codeOf(records.openOwn<Tables>('notes', [first]))).toBe('STORE_NEWER');
      expect(await codeOf(records.openReadOnly<Tables>('notes', 1))).toBe('STORE_NEWER');
    });

    it('has one writer for each owner', async () => {
      const records = await fresh();
      const db = await records.openOwn<Tables>('notes', [first]);
      expect(await codeOf(records.openOwn<Tables>('notes', [first]))).toBe('RECORDS_OWNED');
      await records.openOwn<Tables>('others', [first]);
      await db.destroy();
      await add(await records.openOwn<Tables>('notes', [first]), 'again');
    });

    it('lets others read what is committed, as soon as the owner has made it', async () => {
      const records = await fresh();
      expect(await codeOf(records.openReadOnly<Tables>('notes', 1))).toBe('RECORDS_MISSING');
      const owner = await records.openOwn<Tables>('notes', [first]);
      expect(await codeOf(records.openReadOnly<Tables>('notes', 2))).toBe('RECORDS_MISSING');
      const reader = await records.openReadOnly<Tables>('notes', 1);
      await owner.transaction().execute(async (transaction) => {
        await add(transaction, 'seen');
        expect(await texts(reader)).toEqual([]);
      });
      expect(await texts(reader)).toEqual(['seen']);
      await expect(add(reader, 'never')).rejects.toThrow();
      expect(await texts(owner)).toEqual(['seen']);
    });

    it('refuses an owner whose name could leave its place', async () => {
      const records = await fresh();
      for (const owner of ['../notes', 'Notes', '', 'a/b', 'a b']) {
        expect(await codeOf(records.openOwn<Tables>(owner, [first])), owner).toBe('BAD_ID');
      }
    });
  });
}

function note(text: string): { text: string; size: number } {
  return { text, size: 0 };
}

async function add(db: Kysely<Tables>, text: string): Promise<void> {
  await db.insertInto('notes').values(note(text)).execute();
}

async function texts(db: Kysely<Tables>): Promise<string[]> {
  return (await db.selectFrom('notes').select('text').orderBy('id').execute()).map(({ text }) => text);
}
