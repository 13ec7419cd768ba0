import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteSeries } from '@fieldlapse/store';
import { testFolder } from '../support/folders.ts';
import { integrityOf } from '../support/integrity.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 0, 1);

/**
 * A copy of a file that version 1 wrote and was killed over: 40 days of eight points each in two series, two points
 * before 1970, and in the log a newer value of the first point and a series of its own.
 */
async function versionOne(): Promise<string> {
  const path = join(await testFolder(), 'series.sqlite');
  await copyFile(new URL('fixtures/version-1.sqlite', import.meta.url), path);
  return path;
}

describe('a series file of version 1', () => {
  it('answers as before once it is brought up to date, its log included', async () => {
    const path = await versionOne();
    for (let opened = 0; opened < 2; opened++) {
      const store = openSqliteSeries(path, { logger: silentLogger });
      const points = await store.range('farm/air/airTempC', start, start + 40 * dayMs);
      expect(points.map(({ value }) => value)).toEqual([99, ...Array.from({ length: 319 }, (_, at) => (at + 1) / 8)]);
      const days = await store.buckets('~farm/cam/roi/gcc/rgb-1', start, start + 40 * dayMs, 40);
      expect(days).toEqual(
        Array.from({ length: 40 }, (_, day) => ({
          ...{ from: start + day * dayMs, to: start + (day + 1) * dayMs, count: 8 },
          ...{ min: day, max: day + 7 / 8, mean: day + 7 / 16 },
        })),
      );
      const before = await store.buckets('old', -2 * dayMs, 0, 2);
      expect(before).toMatchObject([
        { count: 1, mean: 2 },
        { count: 1, mean: 4 },
      ]);
      expect(await store.latest('late')).toEqual([{ series: 'late', t: start + 5, value: 5 }]);
      await store.close();
    }
    expect(integrityOf(path)).toBe('ok');
  });

  it('is no longer written by an older Fieldlapse that has it open', async () => {
    const path = await versionOne();
    const older = new DatabaseSync(path);
    const append = older.prepare('insert into log (points) values (?)');
    append.run(new Uint8Array(24));
    await openSqliteSeries(path, { logger: silentLogger }).close();
    expect(() => append.run(new Uint8Array(24))).toThrow(/no such table/);
    older.close();
  });

  it('is left as it was where the step fails', async () => {
    const path = await versionOne();
    const spoilt = new DatabaseSync(path);
    spoilt.exec('create table days (other integer)');
    expect(() => openSqliteSeries(path, { logger: silentLogger })).toThrow(/already exists/);
    expect(spoilt.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(spoilt.prepare('select count(*) as rows from rollups').get()?.['rows']).toBe(642);
    spoilt.exec('drop table days');
    spoilt.close();
    const store = openSqliteSeries(path, { logger: silentLogger });
    expect(await store.latest('')).toHaveLength(4);
    await store.close();
  });
});
