import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import {
  measureMigrations,
  measureReader,
  openMeasureReader,
  openSqliteRecords,
  type MeasureTables,
  type MetricRow,
} from '@fieldlapse/store';
import { nodeSqliteDialect } from '../../src/records/sqlite-dialect.ts';
import { openDatabase } from '../../src/sqlite/open-database.ts';
import { codeOf, testFolder } from '../support/folders.ts';

const of = { site: 'farm', camera: 'gate', area: 'roi', method: 'index-3' };

function metricRow(f: string, observedAt: number, more: Partial<MetricRow> = {}): MetricRow {
  return {
    ...{
      f,
      ...of,
      observedAt,
      timeQuality: 'measured',
      measured: '{"greenCover":0.4}',
      uncertainty: '{"greenCover":0.02}',
    },
    ...{ withheld: '{}', classes: null, sha256: 'ab', modelHash: null, areaVersion: '1', inputs: 'x', measuredAt: 1 },
    ...more,
  };
}

it('a reader sees what its owner wrote, and counts the frames of each method as they come and go', async () => {
  const records = openSqliteRecords(await testFolder());
  onTestFinished(() => records.close());
  expect(await codeOf(openMeasureReader(records))).toBe('RECORDS_MISSING');
  const owner = await records.openOwn<MeasureTables>('measure', measureMigrations);
  const reader = await openMeasureReader(records);
  await owner
    .insertInto('metrics')
    .values([metricRow('a', 10), metricRow('b', 20), metricRow('c', 30)])
    .execute();
  await owner.insertInto('metrics').values(metricRow('a', 10, { method: 'plant-1.0.0', measured: '{}', withheld: '{"plantCover":"fogged"}' })).execute(); // prettier-ignore
  await owner.deleteFrom('metrics').where('f', '=', 'c').execute();
  // The same row again, as a frame that is measured anew, counts once.
  await owner
    .insertInto('metrics')
    .values(metricRow('b', 20))
    .onConflict((on) => on.columns(['f', 'area', 'method']).doUpdateSet(metricRow('b', 20, { measured: '{}' })))
    .execute();
  const counts = (await reader.methods('farm', 'gate')).map(({ method, frames }) => [method, frames]);
  expect(counts).toEqual([
    ['index-3', 2],
    ['plant-1.0.0', 1],
  ]);
  expect((await reader.frames(of, 0, 15, 10)).map(({ f }) => f)).toEqual(['a']);
  expect((await reader.newest(of, 1)).map(({ f, measured }) => [f, measured])).toEqual([['b', {}]]);
  expect((await reader.ofFrame('a')).map(({ withheld }) => withheld)).toContainEqual({ plantCover: 'fogged' });
});

it('the change feed gives what came after a number, in order', async () => {
  const records = openSqliteRecords(await testFolder());
  onTestFinished(() => records.close());
  const owner = await records.openOwn<MeasureTables>('measure', measureMigrations);
  const reader = await openMeasureReader(records);
  expect(await reader.lastMeasuredSeq()).toBe(0);
  for (const kind of ['measured', 'revised'] as const) {
    const change = { kind, ...of, f: 'a', observedAt: 10, metric: null, season: null };
    await owner.insertInto('measureChanges').values(change).execute();
  }
  expect((await reader.changesAfter(0, 10)).map(({ measuredSeq, kind }) => [measuredSeq, kind])).toEqual([
    [1, 'measured'],
    [2, 'revised'],
  ]);
  expect(await reader.changesAfter(2, 10)).toEqual([]);
  expect(await reader.lastMeasuredSeq()).toBe(2);
});

it('no query of the reader reads a growing table whole or sorts its rows', async () => {
  const folder = await testFolder();
  const records = openSqliteRecords(folder);
  await records.openOwn<MeasureTables>('measure', measureMigrations);
  await records.close();
  const path = join(folder, 'measure.sqlite');
  const database = openDatabase(path);
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = new Kysely<MeasureTables>({
    dialect: nodeSqliteDialect(database, { path, close: () => database.close() }),
    log: ({ query }) => void asked.push(query),
  });
  onTestFinished(() => db.destroy());
  const reader = measureReader(db);
  await reader.methods('farm', 'gate');
  await reader.ofFrame('a');
  await reader.frames(of, 0, 9, 5);
  await reader.newest(of, 5);
  await reader.days({ ...of, metric: 'greenCover' });
  await reader.growth('farm', 'gate', 'roi');
  await reader.growthLike({ ...of, metric: 'greenCover' });
  await reader.progress('farm', 'gate');
  await reader.changesAfter(0, 5);
  await reader.lastMeasuredSeq();
  expect(asked.length).toBeGreaterThanOrEqual(10);
  for (const { sql, parameters } of asked) {
    const steps = database.prepare(`explain query plan ${sql}`).all(...(parameters as SQLInputValue[]));
    for (const { detail } of steps as { detail: string }[]) {
      expect(detail, sql).not.toContain('TEMP B-TREE');
      const [, scanned] = /^SCAN (\w+)/.exec(detail) ?? [];
      if (!/ limit /.test(sql) || / where /.test(sql))
        expect(['metrics', 'days', 'measureChanges']).not.toContain(scanned);
    }
  }
});
