import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { lotMigrations, lotReader, openLotReader, openSqliteRecords, type LotTables } from '@fieldlapse/store';
import { nodeSqliteDialect } from '../../src/records/sqlite-dialect.ts';
import { openDatabase } from '../../src/sqlite/open-database.ts';
import { codeOf, testFolder } from '../support/folders.ts';

const lot = { kind: 'growing', site: 'farm', plot: 'p01', producer: null, createdAt: 1 } as const;

it('a reader sees lots by their numbers and seasons, and facts with their lots and corrections', async () => {
  const records = openSqliteRecords(await testFolder());
  onTestFinished(() => records.close());
  expect(await codeOf(openLotReader(records))).toBe('RECORDS_MISSING');
  const owner = await records.openOwn<LotTables>('lots', lotMigrations);
  const reader = await openLotReader(records);
  await owner.insertInto('lots').values([{ ...lot, id: '1/A', tag: 'a', season: 's1' }, { ...lot, id: '2/A', tag: 'b', season: 's2' }]).execute(); // prettier-ignore
  expect(
    await codeOf(
      owner
        .insertInto('lots')
        .values({ ...lot, id: '3/B', tag: 'c', season: 's1' })
        .execute(),
    ),
  ).toBeDefined();
  expect((await reader.lotsNumbered('A')).map(({ id }) => id)).toEqual(['1/A', '2/A']);
  expect(await reader.lotsNumbered('%')).toEqual([]);
  expect((await reader.growingLot('farm', 's2'))?.id).toBe('2/A');

  const fact = { kind: 'packing', recordedAt: 5, source: null };
  const rows = [
    { ...fact, at: 20, body: '{"sscc":"18"}' },
    { ...fact, at: 10, body: '{"sscc":"19"}' },
  ];
  await owner.insertInto('facts').values(rows).execute();
  await owner.insertInto('factLots').values([{ fact: 1, lot: '1/A' }, { fact: 1, lot: '2/A' }, { fact: 2, lot: '1/A' }]).execute(); // prettier-ignore
  await owner.insertInto('corrections').values({ fact: 2, reason: 'did_not_occur', by: null, at: 9 }).execute();
  expect((await reader.facts('1/A')).map(({ id, lots, correction }) => [id, lots, correction?.at])).toEqual([
    [2, ['1/A'], 9],
    [1, ['1/A', '2/A'], undefined],
  ]);
  expect(await reader.facts('1/A', ['harvest'])).toEqual([]);
  expect((await reader.packings('18')).map(({ id }) => id)).toEqual([1]);
});

it('no query of the reader reads a growing table whole or sorts its rows', async () => {
  const folder = await testFolder();
  const records = openSqliteRecords(folder);
  await records.openOwn<LotTables>('lots', lotMigrations);
  await records.close();
  const path = join(folder, 'lots.sqlite');
  const database = openDatabase(path);
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = new Kysely<LotTables>({
    dialect: nodeSqliteDialect(database, { path, close: () => database.close() }),
    log: ({ query }) => void asked.push(query),
  });
  onTestFinished(() => db.destroy());
  const reader = lotReader(db);
  await reader.lot('1/A');
  await reader.parents('1/A');
  await reader.children('1/A');
  await reader.fact(1);
  await reader.facts('1/A', ['planting']);
  await reader.events('1/A', 0, 5);
  await reader.eventsAfter(0, 5);
  await reader.packings('18');
  await reader.factOfSource('x');
  await reader.party('x');
  expect(asked.length).toBeGreaterThanOrEqual(10);
  for (const { sql, parameters } of asked) {
    const steps = database.prepare(`explain query plan ${sql}`).all(...(parameters as SQLInputValue[]));
    for (const { detail } of steps as { detail: string }[]) {
      expect(detail, sql).not.toContain('TEMP B-TREE');
      expect(detail, sql).not.toMatch(/^SCAN (facts|events|factLots)/);
    }
  }
});
