import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteSeries, type Point, type SeriesRetention, type SeriesStore } from '@fieldlapse/store';
import { runUntilKilled } from '../../support/crash.ts';
import { testFolder } from '../../support/folders.ts';
import { integrityOf } from '../../support/integrity.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 0, 1);
const sensor = 'farm/air/airTempC';
const metric = '~farm/cam/roi/gcc/rgb-1';
const days = 40;
/** Day 40 is today: points of 30 days are kept, hours of 35; metrics for ever. */
const retention: SeriesRetention = { sensors: { pointsDays: 30, hoursDays: 35 }, metrics: {} };

const halfHours = (series: string): Point[] =>
  Array.from({ length: days * 48 }, (_, at) => ({ series, t: start + (at * hourMs) / 2, value: at / 8 }));

async function open(path: string, options: { retention?: SeriesRetention } = {}): Promise<SeriesStore> {
  const store = openSqliteSeries(path, { logger: silentLogger, ...options, now: () => start + days * dayMs + hourMs });
  onTestFinished(() => store.close());
  return store;
}

/** A file of sensor and metric over 40 days, and what it answered before anything was given up. */
async function filled(): Promise<{ path: string; before: SeriesStore }> {
  const path = join(await testFolder(), 'series.sqlite');
  const store = await open(path);
  await store.append([...halfHours(sensor), ...halfHours(metric)]);
  await store.close();
  return { path, before: await open(path) };
}

const rows = (path: string, sql: string): unknown => {
  const database = new DatabaseSync(path);
  const row = database.prepare(sql).get();
  database.close();
  return Object.values(row ?? {})[0];
};
const pointsLeft = (path: string) => Number(rows(path, 'select count(*) from points'));
const hoursLeft = (path: string) => Number(rows(path, 'select count(*) from hours'));

async function retired(path: string): Promise<SeriesStore> {
  const store = await open(path, { retention });
  await expect.poll(() => hoursLeft(path)).toBe(days * 24 + 35 * 24);
  return store;
}

describe('retention of series', () => {
  it('gives up raw points and then hours, and answers the same totals from what is left', async () => {
    const { path, before } = await filled();
    const asked: [from: number, to: number, count: number][] = [
      [start, start + days * dayMs, 1],
      [start, start + days * dayMs, days],
      [start + 7 * hourMs, start + 39 * dayMs, 4],
      [start + 6 * dayMs, start + 12 * dayMs, 6 * 24],
      [start + 6 * dayMs + hourMs, start + 12 * dayMs, 30],
    ];
    const answers = await Promise.all(asked.map((question) => before.buckets(metric, ...question)));
    const store = await retired(path);
    expect(pointsLeft(path)).toBe(days * 48 + 30 * 48);
    for (const [at, question] of asked.entries()) {
      const found = await store.buckets(sensor, ...question);
      // A range that cuts the first day, whose hours are gone, takes it whole or not: its middle decides.
      const whole = at === 2 ? found.slice(1) : found;
      expect(whole).toEqual(at === 2 ? answers[at]?.slice(1) : answers[at]);
    }
    expect(await store.range(metric, start, start + dayMs)).toHaveLength(48);
    expect((await store.latest('')).map(({ t }) => t)).toEqual([
      start + days * dayMs - hourMs / 2,
      start + days * dayMs - hourMs / 2,
    ]);
    expect(integrityOf(path)).toBe('ok');
  });

  it('says which points of a range stand for others', async () => {
    const { path } = await filled();
    const store = await retired(path);
    const points = await store.range(sensor, start + 4 * dayMs, start + 10 * dayMs + hourMs);
    expect(points.slice(0, 2)).toEqual([
      {
        ...{ series: sensor, t: start + 4.5 * dayMs, value: (4 * 48 + 23.5) / 8 },
        merged: { spanMs: dayMs, count: 48, min: (4 * 48) / 8, max: (4 * 48 + 47) / 8 },
      },
      {
        ...{ series: sensor, t: start + 5 * dayMs + hourMs / 2, value: (5 * 48 + 0.5) / 8 },
        merged: { spanMs: hourMs, count: 2, min: (5 * 48) / 8, max: (5 * 48 + 1) / 8 },
      },
    ]);
    expect(points.slice(-2)).toEqual(halfHours(sensor).slice(480, 482));
    expect(points).toHaveLength(1 + 5 * 24 + 2);
    expect(await store.range(sensor, start, start + days * dayMs, 7)).toEqual(
      [...(await store.range(sensor, start, start + days * dayMs))].slice(0, 7),
    );
  });

  it('takes a late point where nothing was, and leaves an hour alone that stands for its points', async () => {
    const { path } = await filled();
    const store = await retired(path);
    await store.append([
      { series: sensor, t: start + 6 * dayMs + 60_000, value: 1000 }, // Its hour is merged.
      { series: sensor, t: start + 60_000, value: 1000 }, // Its day is.
      { series: sensor, t: start - dayMs, value: -5 }, // Nothing was there.
    ]);
    for (const reopened of [false, true]) {
      if (reopened) await store.close();
      const now = reopened ? await open(path) : store;
      const [whole] = await now.buckets(sensor, start - 2 * dayMs, start + days * dayMs, 1);
      expect(whole).toMatchObject({ count: days * 48 + 1, min: -5, max: (days * 48 - 1) / 8 });
      expect((await now.range(sensor, start - 2 * dayMs, start + dayMs)).map(({ value }) => value)).toEqual([
        -5,
        23.5 / 8,
      ]);
    }
  });

  it('keeps the newest point of a series that has long been silent', async () => {
    const path = join(await testFolder(), 'series.sqlite');
    const store = await open(path);
    const points = halfHours(sensor).slice(0, 96);
    await store.append(points);
    await store.close();
    const later = await open(path, { retention });
    await expect.poll(() => pointsLeft(path)).toBe(2);
    expect(await later.latest('farm/')).toEqual(points.slice(-1));
    expect(await later.buckets(sensor, start, start + 2 * dayMs, 1)).toMatchObject([
      { count: 96, min: 0, max: 95 / 8 },
    ]);
  });

  it('removes what stands for points with them', async () => {
    const { path } = await filled();
    const store = await retired(path);
    await store.remove(sensor, start + dayMs, start + 20 * dayMs);
    const [whole] = await store.buckets(sensor, start, start + days * dayMs, 1);
    expect(whole).toMatchObject({ count: 21 * 48, min: 0, max: (days * 48 - 1) / 8 });
    expect(await store.range(sensor, start + dayMs, start + 20 * dayMs)).toEqual([]);
  });

  it('has every point once, raw or merged, when it was killed in the middle', async () => {
    const path = join(await testFolder(), 'series.sqlite');
    const printed = await runUntilKilled('retiring-writer.ts', [path], 2);
    expect(printed.length).toBeGreaterThanOrEqual(2);
    const store = await open(path);
    let merged = 0;
    for (const { series } of await store.latest('')) {
      const points = await store.range(series, 0, start + 400 * dayMs);
      merged += points.filter((point) => point.merged).length;
      expect(points.reduce((sum, point) => sum + (point.merged?.count ?? 1), 0)).toBe(20_000);
      expect(await store.buckets(series, 0, start + 400 * dayMs, 1)).toMatchObject([{ count: 20_000 }]);
    }
    expect(merged).toBeGreaterThan(0);
    await store.close();
    expect(integrityOf(path)).toBe('ok');
  });
});
