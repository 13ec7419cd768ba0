import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BucketsAnswer, LatestAnswer } from '@fieldlapse/dashboards-server';
import { now, openFarm, type Farm } from '../farm/farm.ts';

let farm: Farm;
beforeAll(async () => {
  farm = await openFarm();
  await farm.storeReadings('tram-1', 'airTempC', (hour) => hour);
  await farm.stores.series.append([
    { series: 'ruong-lua/tram-1/vpdKpa', t: now, value: 1 },
    { series: 'ruong-lua-2/tram-9/airTempC', t: now, value: 99 },
    { series: 'ruong-lua/tram-1/batteryVolt', t: now, value: 0 },
  ]);
});
afterAll(() => farm.close());

const ask = async <T>(path: string) => (await (await fetch(farm.url + path)).json()) as T;

test('the newest value of each quantity comes with its unit and both names; zero is a value', async () => {
  const { readings } = await ask<LatestAnswer>('/api/sites/ruong-lua/readings');
  expect(readings.map(({ quantity, value, unit }) => ({ quantity, value, unit }))).toEqual([
    { quantity: 'airTempC', value: 10, unit: '°C' },
    { quantity: 'batteryVolt', value: 0, unit: 'V' },
  ]);
  expect(readings[0]).toMatchObject({
    title: 'Trạm 1',
    label: { vi: 'Nhiệt độ không khí', en: 'Air temperature' },
    t: now,
  });
});

test('the last day comes in buckets that keep minimum and maximum', async () => {
  const { buckets } = await ask<BucketsAnswer>('/api/sites/ruong-lua/readings/tram-1/airTempC?buckets=24');
  expect(buckets.length).toBe(24);
  expect(Math.min(...buckets.map(({ min }) => min))).toBe(0);
  expect(Math.max(...buckets.map(({ max }) => max))).toBe(23.75);
});

test('a range that ends before it begins, and a quantity that nobody knows, are refused', async () => {
  for (const path of ['airTempC?from=20&to=10', 'airTempC?buckets=1001', 'luckPct']) {
    expect(await ask(`/api/sites/ruong-lua/readings/tram-1/${path}`), path).toMatchObject({ code: 'BAD_REQUEST' });
  }
});

test('a site without readings has an empty list', async () => {
  expect(await ask<LatestAnswer>('/api/sites/elsewhere/readings')).toMatchObject({ readings: [] });
});
