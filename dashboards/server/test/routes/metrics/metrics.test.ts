import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GrowthAnswer, MetricDaysAnswer, MetricsAnswer, MetricValuesAnswer } from '@fieldlapse/dashboards-server';
import { now, openFarm, type Farm } from '../../farm/farm.ts';
import {
  coverOn,
  openMeasures,
  seasonDays,
  storeModels,
  storeSeason,
  type MeasureRecords,
} from '../../farm/measures.ts';

let farm: Farm;
let empty: Farm;
let db: MeasureRecords;
beforeAll(async () => {
  farm = await openFarm();
  empty = await openFarm();
  db = await openMeasures(farm);
  await storeSeason(db);
  await storeModels(db);
});
afterAll(async () => {
  await db.destroy();
  await farm.close();
  await empty.close();
});

const camera = '/api/sites/ruong-lua/cameras/bo-dong';
const ask = async <T>(path: string, of = farm) => (await (await fetch(of.url + path)).json()) as T;

test('before anything was measured the answers are empty, and growth says that there is none', async () => {
  expect(await ask<MetricsAnswer>(`${camera}/metrics`, empty)).toMatchObject({
    areas: [],
    progress: null,
    refused: [],
  });
  expect(await ask<MetricValuesAnswer>(`${camera}/metrics/roi/gcc/rgb-1`, empty)).toMatchObject({ values: [] });
  const growth = await fetch(`${empty.url}${camera}/growth/roi`);
  expect(growth.status).toBe(404);
  expect(await growth.json()).toMatchObject({ code: 'METRIC_MISSING' });
});

test('areas say what measures them, the newest value with its doubt, and how far stored frames are', async () => {
  const { areas, progress, refused } = await ask<MetricsAnswer>(`${camera}/metrics`);
  expect(areas).toHaveLength(1);
  const [{ subject, methods } = { subject: null, methods: [] }] = areas;
  expect(subject).toBe('Lúa OM5451');
  expect(methods[0]).toMatchObject({ method: 'index-3', kind: 'index', validated: false, frames: 40 });
  const [metric] = methods[0]!.metrics;
  expect(metric).toMatchObject({ metric: 'greenCover', label: { vi: 'Độ phủ xanh', en: 'Green cover' } });
  expect(metric?.latest).toEqual({ t: now, value: coverOn(39), uncertainty: 0.02 });
  expect(progress).toMatchObject({ finished: false });
  expect(refused).toEqual([
    { name: 'weeds', version: '2.0.0', code: 'MODEL_REFUSED', message: 'weeds@2.0.0: input.name: no tensor "x"' },
  ]);
});

test('values come in order of time, page by page, and those withheld with their reason', async () => {
  const path = `${camera}/metrics/roi/greenCover/index-3`;
  const first = await ask<MetricValuesAnswer>(`${path}?limit=30`);
  expect(first.values).toHaveLength(28);
  expect(first.withheld.map(({ reason }) => reason)).toEqual(['fogged', 'fogged']);
  expect(first.reasons).toEqual([
    { reason: 'fogged', label: { vi: 'Sương mù che khuất', en: 'Fog hides the crop' }, frames: 2 },
  ]);
  const next = await ask<MetricValuesAnswer>(`${path}?limit=30&from=${first.next}`);
  expect(next.values).toHaveLength(10);
  expect(next.next).toBeNull();
});

test('daily values name the days that have none, and why', async () => {
  const { days } = await ask<MetricDaysAnswer>(`${camera}/metrics/roi/greenCover/index-3/days?from=${seasonDays[11]}&to=${seasonDays[13]}`); // prettier-ignore
  expect(days.map(({ day, value, frames }) => [day, value, frames])).toEqual([
    [seasonDays[11], coverOn(11), 1],
    [seasonDays[12], null, 0],
    [seasonDays[13], null, 0],
  ]);
  expect(days[1]?.withheld).toMatchObject([{ reason: 'fogged', frames: 1 }]);
});

test('growth gives days, curve, dates with their interval, stage, forecast and comparison, and what measured', async () => {
  const growth = await ask<GrowthAnswer>(`${camera}/growth/roi`);
  expect(growth).toMatchObject({
    metric: 'greenCover',
    season: 'dong-xuan',
    sowing: '2026-10-08',
    statistic: 'd1-p90',
  });
  expect(growth.method).toMatchObject({ method: 'index-3', validated: false });
  expect(growth.days).toHaveLength(40);
  expect(growth.reading?.curve).toHaveLength(40);
  expect(growth.reading?.cycles[0]?.transitions.rising.p50?.day).toBe(seasonDays[20]);
  expect(growth.stage).toMatchObject({ bbch: 21, basis: 'seen' });
  expect(growth.forecast).toMatchObject({ bbch: 30, day: '2026-12-05' });
  expect(growth.comparison).toMatchObject({ verdict: 'behind', days: 5.5 });
  expect(growth.choices).toEqual([{ metric: 'greenCover', method: 'index-3' }]);
});

test('what nobody measured, and what is no metric, is refused by name', async () => {
  expect(await ask(`${camera}/growth/roi?method=canopy-1.0.0`)).toMatchObject({ code: 'METRIC_MISSING' });
  expect(await ask(`${camera}/growth/bed-9`)).toMatchObject({ code: 'METRIC_MISSING' });
  expect(await ask('/api/sites/nowhere/cameras/bo-dong/metrics')).toMatchObject({ code: 'UNKNOWN_SITE' });
  expect(await ask(`${camera}/metrics/roi/luck/index-3`)).toMatchObject({ code: 'BAD_REQUEST' });
});
