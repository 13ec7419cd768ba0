import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sleep } from '@fieldlapse/runtime';
import type { Point, SeriesStore } from '@fieldlapse/store';
import { runUntilKilled } from '../../support/crash.ts';
import { codeOf, smallDisk } from '../../support/folders.ts';
import { startInfluxProxy, type Fault } from '../../support/influx-proxy.ts';
import { farmOn, influxRig } from '../../support/influx-rig.ts';
import { hasInflux, startInflux } from '../../support/influx.ts';

const now = Date.now();
const weekMs = 7 * 86_400_000;
const from = now - (now % weekMs) - weekMs; // All in one shard, younger than its retention.

/** What InfluxDB and what stands before it may answer, by the number of the write. */
const faults: Partial<Record<number, Fault>> = {
  1: { answer: { status: 500, body: '{"error":"[shard 2] write /wal/_00001.wal: no space left on device"}' } },
  2: { delayMs: 1500 },
  4: { answer: { status: 503, headers: { 'retry-after': '1' } } },
  6: { answer: { status: 429, body: '{"code":"too many requests"}', headers: { 'retry-after': '1' } } },
  7: { cutAnswer: true },
  9: { answer: { status: 401, body: '{"error":"authorization failed"}' } },
  11: { answer: { status: 404, body: '{"error":"database not found: \\"farm\\""}' } },
  12: { answer: { status: 400, body: '{"error":"database is required"}' } },
  14: { answer: { status: 302, headers: { location: '/login' } } },
  15: { answer: { status: 200, body: '<html>Welcome to the hotel</html>' } },
  16: { cutAnswer: true },
};

describe.runIf(hasInflux())('while InfluxDB fails', () => {
  const rig = influxRig();

  it('100,000 points arrive once each, and those that it refuses are told by line', async () => {
    const farm = await farmOn(rig);
    await rig.influx.createDatabase(farm.database, '52w');
    // Somebody else has written whole numbers where we write floats.
    await fetch(`${rig.influx.url}/write?db=${farm.database}&precision=ms`, {
      method: 'POST',
      body: `waterLevelCm,series=x value=1i ${from}`,
    });
    const first = rig.proxy.writes;
    rig.proxy.fault = (write, bytes) => (bytes > 25_000 ? { answer: { status: 413 } } : faults[write - first]);
    onTestFinished(() => void (rig.proxy.fault = () => undefined));

    const store = await farm.open();
    const poison: Point[] = [
      { series: 'farm/well/waterLevelCm', t: from + 5000, value: 12.5 },
      { series: 'farm/air/airTempC', t: from - 60 * weekMs, value: 20 },
      { series: 'farm/sông Hậu, bờ=trái/waterLevelCm', t: from + 6000, value: 1 },
    ];
    for (let round = 0; round < 100; round++) {
      const points = Array.from({ length: 1000 }, (_, at) => pointOf(round * 1000 + at));
      const added = poison[round / 30];
      await store.append(added ? [...points.slice(0, 500), added, ...points.slice(500)] : points);
      if (round === 40) await rig.influx.kill();
      if (round === 60) void sleep(1500).then(rig.influx.start);
      if (round % 10 === 0) await sleep(50);
    }
    await expect.poll(() => count(farm.database), { timeout: 45_000, interval: 500 }).toBe(100_000);
    await expect.poll(() => troublesOf(store)).toEqual(['SERIES_POINT_REFUSED']);
    expect(rig.proxy.writes - first).toBeGreaterThan(Math.max(...Object.keys(faults).map(Number)));
    for (const series of [0, 7, 49]) {
      const found = await store.range(`farm/s${series}/airTempC`, from, from + weekMs);
      expect(found).toEqual(Array.from({ length: 2000 }, (_, at) => pointOf(at * 50 + series)));
    }
    const refused = await farm.refused();
    expect(refused.map(({ line }) => line)).toEqual([
      `waterLevelCm,sensor=well,series=farm/well/waterLevelCm,site=farm value=12.5 ${from + 5000}`,
      `airTempC,sensor=air,series=farm/air/airTempC,site=farm value=20 ${from - 60 * weekMs}`,
      String.raw`waterLevelCm,sensor=sông\ Hậu\,\ bờ\=trái,series=farm/sông\ Hậu\,\ bờ\=trái/waterLevelCm,site=farm value=1 ${from + 6000}`,
    ]);
    expect(refused.map(({ answer }) => answer)).toEqual([
      expect.stringContaining('field type conflict'),
      expect.stringContaining('retention policy'),
      expect.stringContaining('field type conflict'),
    ]);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['SERIES_POINT_REFUSED']));
    await rm(join(farm.folder, 'quarantine.jsonl')); // Somebody has dealt with them.
    expect(store.troubles()).toEqual([]);
  });

  it('a missing database and a closed port blame no point; what waited arrives once they are there', async () => {
    const farm = await farmOn(rig);
    const store = await farm.open();
    await store.append([pointOf(0)]);
    await expect.poll(() => troublesOf(store)).toEqual(['SERIES_REFUSED']);
    expect(store.troubles()[0]?.message).toContain('database not found');
    expect(await codeOf(store.range('s', 0, 1))).toBe('SERIES_REFUSED');
    await store.close();

    const closed = await farm.open({ server: { url: 'http://127.0.0.1:9', database: farm.database } });
    await closed.append([pointOf(1)]);
    await expect.poll(() => troublesOf(closed)).toEqual(['SERIES_UNREACHABLE']);
    expect(await codeOf(closed.latest(''))).toBe('SERIES_UNREACHABLE');
    expect(await codeOf(closed.buckets('s', 0, 10, 1))).toBe('SERIES_UNREACHABLE');
    await closed.close();

    await rig.influx.createDatabase(farm.database);
    const reopened = await farm.open();
    await expect.poll(() => reopened.latest('farm/')).toEqual([pointOf(0), pointOf(1)]);
    expect(reopened.troubles()).toEqual([]);
    expect(await farm.refused()).toEqual([]);
  });

  it('what was confirmed before a power cut is delivered after it', async () => {
    const farm = await farmOn(rig);
    await rig.influx.createDatabase(farm.database);
    const confirmed = await runUntilKilled('influx-writer.ts', [farm.folder, farm.database], 25);
    const store = await farm.open();
    for (let series = 0; series < 4; series++) {
      // From there on the next batch, which may or may not be there, has its say.
      const found = await store.range(`s/${series}`, 0, confirmed.length * 1000);
      expect(found.map(({ value }) => value)).toEqual(
        Array.from({ length: 50 * confirmed.length }, (_, at) => Math.floor(at / 50)),
      );
    }
  });

  it('the buffer refuses more than its limit by name, and takes points again when InfluxDB does', async () => {
    const farm = await farmOn(rig);
    const store = await farm.open({ maxBufferBytes: 50_000 });
    let confirmed = 0;
    let code: string | undefined;
    while (!code) {
      code = await codeOf(store.append(Array.from({ length: 100 }, (_, at) => pointOf(confirmed + at))));
      if (!code) confirmed += 100;
    }
    expect(code).toBe('SERIES_BUFFER_FULL');
    await rig.influx.createDatabase(farm.database);
    await expect.poll(() => count(farm.database)).toBe(confirmed);
    await store.append([pointOf(confirmed)]);
    await expect.poll(() => count(farm.database)).toBe(confirmed + 1);
  });

  it('a full disk under InfluxDB loses nothing', async (context) => {
    const disk = await smallDisk(24);
    if (!disk) return context.skip();
    const influx = await startInflux(join(disk.folder, 'influx'));
    const proxy = await startInfluxProxy(influx.url);
    onTestFinished(async () => {
      await proxy.close();
      await influx.kill();
    });
    const farm = await farmOn({ influx, proxy });
    await influx.createDatabase(farm.database);
    const store = await farm.open();
    await store.append([pointOf(0)]);
    await store.latest('');
    await writeFile(join(disk.folder, 'ballast'), Buffer.alloc(24 * 1024 * 1024)).catch(() => undefined);
    await store.append(Array.from({ length: 20_000 }, (_, at) => pointOf(at)));
    await expect.poll(() => store.troubles()[0]?.message).toContain('no space left on device');
    await writeFile(join(disk.folder, 'ballast'), '');
    await influx.kill(); // InfluxDB 1.x refuses for ever once its disk was full, until it is started again.
    await influx.start();
    await expect
      .poll(async () => (await influx.query(farm.database, 'SELECT COUNT("value") FROM "airTempC"'))[0]?.[1], {
        timeout: 30_000,
      })
      .toBe(20_000);
    expect(await farm.refused()).toEqual([]);
  });

  async function count(database: string): Promise<unknown> {
    const rows = await rig.influx.query(database, 'SELECT COUNT("value") FROM "airTempC"').catch(() => []);
    return rows[0]?.[1];
  }
});

/** Fifty interleaved series, a point of each every 10 s. */
function pointOf(number: number): Point {
  const round = Math.floor(number / 50);
  return { series: `farm/s${number % 50}/airTempC`, t: from + round * 10_000, value: round / 8 };
}

const troublesOf = (store: SeriesStore) => store.troubles().map(({ code }) => code);
