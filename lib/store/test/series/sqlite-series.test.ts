import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteSeries, type Point, type SeriesStore } from '@fieldlapse/store';
import { seriesConformance } from '../conformance/series.ts';
import { seriesModel } from '../conformance/series-model.ts';
import { runUntilKilled } from '../support/crash.ts';
import { codeOf, smallDisk, testFolder } from '../support/folders.ts';
import { integrityOf } from '../support/integrity.ts';

const open = (path: string): SeriesStore => openSqliteSeries(path, { logger: silentLogger });
const hourMs = 3_600_000;

seriesConformance(async (folder) => open(join(folder, 'series.sqlite')));

describe('series in SQLite', () => {
  it('answers the same while 240,000 points are moved on behind it', async () => {
    const store = open(join(await testFolder(), 'series.sqlite'));
    onTestFinished(() => store.close());
    const model = seriesModel();
    for (let minute = 0; minute < 240; minute++) {
      const points = interleaved(1000, minute);
      await store.append(points);
      if (minute % 60 === 30) await store.append([{ ...points[7], t: 60_000, value: minute } as Point]);
      model.append(points.filter(({ series }) => series === 's/7'));
      if (minute % 60 === 30) model.append([{ series: 's/7', t: 60_000, value: minute }]);
      if (minute % 6 > 0) continue;
      expect(await store.range('s/7', 0, hourMs * 5)).toEqual(model.range('s/7', 0, hourMs * 5));
      expect((await store.buckets('s/7', 0, hourMs, 1))[0]).toEqual(model.bucket('s/7', 0, hourMs));
    }
    expect(await store.latest('s/99')).toEqual(
      [99, 990, 991, 992, 993, 994, 995, 996, 997, 998, 999].map((id) => ({
        series: `s/${id}`,
        t: 239 * 60_000,
        value: 239,
      })),
    );
  });

  it('has moved everything when it is closed', async () => {
    const path = join(await testFolder(), 'series.sqlite');
    const store = open(path);
    await store.append(interleaved(10, 1));
    await store.close();
    expect(count(path, 'arrivals')).toBe(0);
    expect(count(path, 'points')).toBe(10);
    expect(count(path, 'hours')).toBe(10);
  });

  it('is shared by two that write and move the same file', async () => {
    const path = join(await testFolder(), 'series.sqlite');
    const one = open(path);
    for (let round = 0; round < 5; round++) {
      const two = open(path);
      await Promise.all([
        one.append(interleaved(10, round)),
        two.append([
          { series: 's/0', t: 0, value: 100 + round },
          { series: `two/${round}`, t: 1, value: round },
        ]),
      ]);
      expect(await one.range('s/0', 0, 1)).toEqual([{ series: 's/0', t: 0, value: 100 + round }]);
      await two.close(); // Moves what both have appended.
      expect(await one.range('s/0', 0, 1)).toEqual([{ series: 's/0', t: 0, value: 100 + round }]);
      expect(await one.range('s/9', 0, hourMs)).toHaveLength(round + 1);
    }
    await one.close();
    expect(count(path, 'points')).toBe(10 * 5 + 5);
  });

  it('does not bring back what another took out while it was moving, nor remembers it', async () => {
    const path = join(await testFolder(), 'series.sqlite');
    const one = open(path);
    const two = open(path);
    for (let minute = 0; minute < 110; minute++) await one.append(interleaved(1000, minute)); // Its move is under way.
    expect(await two.range('s/999', 0, hourMs * 2)).toHaveLength(110);
    await two.remove('s/999', 0, 100 * 60_000);
    const left = Array.from({ length: 10 }, (_, at) => ({ series: 's/999', t: (100 + at) * 60_000, value: 100 + at }));
    expect(await one.range('s/999', 0, hourMs * 2)).toEqual(left);
    await one.close();
    expect(await two.range('s/999', 0, hourMs * 2)).toEqual(left);
    expect(await two.buckets('s/999', 0, hourMs * 2, 1)).toMatchObject([{ count: 10, min: 100 }]);
    await two.close();
    expect(count(path, 'points')).toBe(999 * 110 + 10);
  });

  it('has, after being killed, every batch that it confirmed, whole, and a sound file', async () => {
    // The log is moved on after 34 batches: the second kill falls into that.
    for (const batches of [3, 36]) {
      const path = join(await testFolder(), 'series.sqlite');
      const confirmed = await runUntilKilled('series-writer.ts', [path], batches);
      const last = confirmed.length - 1;
      const store = open(path);
      // From there on the next batch, which may or may not be there, has its say.
      const end = (last + 1) * 500_000;
      for (const series of ['s/0', 's/150', 's/299']) {
        const written = Array.from({ length: 5 * (last + 1) }, (_, index) => ({
          series,
          t: index * 100_000,
          value: Math.floor(index / 5),
        }));
        expect(await store.range(series, 0, end)).toEqual(written);
        expect(await store.buckets(series, 0, end, 1)).toMatchObject([{ count: written.length, min: 0, max: last }]);
      }
      await store.close();
      expect(integrityOf(path)).toBe('ok');
    }
  });

  it('says STORE_FULL on a full disk, loses nothing that it confirmed, and goes on when there is space', async (context) => {
    const disk = await smallDisk(4);
    if (!disk) return context.skip();
    const path = join(disk.folder, 'series.sqlite');
    const store = open(path);
    const ballast = join(disk.folder, 'ballast');
    await writeFile(ballast, Buffer.alloc(1_500_000));
    let confirmed = 0;
    let code: string | undefined;
    while (!code && confirmed < 1000) {
      code = await codeOf(store.append(interleaved(1000, confirmed)));
      if (!code) confirmed += 1;
    }
    expect(code).toBe('STORE_FULL');
    expect(await store.range('s/5', 0, hourMs * 24)).toHaveLength(confirmed);
    await writeFile(ballast, '');
    await store.append(interleaved(1000, confirmed));
    expect(await store.range('s/5', 0, hourMs * 24)).toHaveLength(confirmed + 1);
    await store.close();
    expect(integrityOf(path)).toBe('ok');
  });

  it('refuses a file of a newer version, and one that is no database', async () => {
    const path = join(await testFolder(), 'series.sqlite');
    await open(path).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => open(path)).toThrowError(
      expect.objectContaining({ code: 'STORE_NEWER', message: expect.stringContaining('99') as string }),
    );
    await writeFile(path, 'not a database, but long enough to be taken for the header of one'.repeat(9));
    expect(() => open(path)).toThrowError(expect.objectContaining({ code: 'STORE_CORRUPT' }));
  });
});

function interleaved(series: number, minute: number): Point[] {
  return Array.from({ length: series }, (_, index) => ({ series: `s/${index}`, t: minute * 60_000, value: minute }));
}

function count(path: string, table: string): number {
  const database = new DatabaseSync(path);
  const rows = Number(database.prepare(`select count(*) as rows from ${table}`).get()?.['rows']);
  database.close();
  return rows;
}
