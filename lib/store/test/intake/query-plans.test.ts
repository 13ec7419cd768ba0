import { join } from 'node:path';
import type { SQLInputValue } from 'node:sqlite';
import { Kysely } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { intakeMigrations, openSqliteRecords, type IntakeTables } from '@fieldlapse/store';
import { feedQueries } from '../../src/intake/feed-queries.ts';
import { frameQueries } from '../../src/intake/frame-queries.ts';
import { nodeSqliteDialect } from '../../src/records/sqlite-dialect.ts';
import { openDatabase } from '../../src/sqlite/open-database.ts';
import { testFolder } from '../support/folders.ts';
import { frameRow } from './rows.ts';

// Tables with a row for each camera or node may be read whole; those that grow with time may not.
const growing = ['frames', 'thinned', 'readingBatches', 'changes', 'quarantine', 'deviceAlerts'];

it('no query of the intake reader reads a growing table whole or sorts its rows', async () => {
  const folder = await testFolder();
  const records = openSqliteRecords(folder);
  const owner = await records.openOwn<IntakeTables>('intake', intakeMigrations);
  await owner
    .insertInto('frames')
    .values(frameRow(1, 1, { originalDeletedAt: 2 }))
    .execute();
  await records.close();

  const path = join(folder, 'intake.sqlite');
  const database = openDatabase(path);
  const asked: { sql: string; parameters: readonly unknown[] }[] = [];
  const db = new Kysely<IntakeTables>({
    dialect: nodeSqliteDialect(database, { path, close: () => database.close() }),
    log: ({ query }) => void asked.push(query),
  });
  onTestFinished(() => db.destroy());
  const frames = frameQueries(db);
  await frames.frame('f');
  await frames.frames('farm', 'gate', { limit: 5, first: 'newest' });
  await frames.framesOfDay('farm', 'gate', 0, 9);
  await frames.latestFrame('farm', 'gate');
  await frames.cameras();
  await frames.daysOf('farm', 'gate', 'UTC');
  await frames.frozenDays('farm', 'gate', 'UTC');
  await frames.thinnedBetween('farm', 'gate', 0, 9);
  const feed = feedQueries(db);
  await feed.changesAfter(0, 5);
  await feed.changesAfter(0, 5, { site: 'farm', camera: 'gate' });
  await feed.lastAcceptedSeq();
  await feed.readingBatchesAfter(0, 5);
  await feed.readingBatchesBetween(1, 2);
  await feed.deviceAlerts('farm', 5);
  await feed.quarantined(5);

  expect(asked.length).toBeGreaterThanOrEqual(14);
  for (const { sql, parameters } of asked) {
    const steps = database.prepare(`explain query plan ${sql}`).all(...(parameters as SQLInputValue[]));
    for (const { detail } of steps as { detail: string }[]) {
      expect(detail, sql).not.toContain('TEMP B-TREE');
      const [, scanned] = /^SCAN (\w+)/.exec(detail) ?? [];
      // Without a condition, reading along a key up to a limit is no scan of all of it.
      if (!/ limit /.test(sql) || / where /.test(sql)) expect(growing, `${sql}: ${detail}`).not.toContain(scanned);
    }
  }
});
