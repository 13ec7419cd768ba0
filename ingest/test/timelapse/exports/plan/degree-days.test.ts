import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { afterAll, describe, expect, it } from 'vitest';
import { heatByDay } from '../../../../src/timelapse/exports/plan/degree-days.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-heat-'));
const { series, close } = await openStores({ folder, logger: silentLogger });
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true, force: true });
});

describe('degree days', () => {
  it('come from the air temperature of the plot by local days', async () => {
    const start = Date.parse('2026-03-01T00:00:00+07:00');
    const points = Array.from({ length: 5 * 24 }, (_, hour) => [
      { series: 'demo/other/airTempC', t: start + hour * 3_600_000, value: 0 },
      { series: 'demo/plot-1/airTempC', t: start + hour * 3_600_000, value: hour % 24 === 14 ? 34 : 24 },
    ]);
    await series.append(points.flat());
    const of = {
      site: 'demo',
      timeZone: 'Asia/Ho_Chi_Minh',
      sowing: '2026-03-02',
      lastDay: '2026-03-05',
      baseTempC: 10,
    };
    const heat = await heatByDay(series, { ...of, sensors: ['plot-1'] });
    expect(['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-05'].map(heat)).toEqual([
      -2, -1, 19, 38, 76,
    ]);
  });

  it('say what is missing', async () => {
    const of = { timeZone: 'Asia/Ho_Chi_Minh', sowing: '2026-03-02', baseTempC: 10, sensors: [] };
    await expect(heatByDay(series, { ...of, site: 'elsewhere', lastDay: '2026-03-05' })).rejects.toMatchObject({
      code: 'BAD_EXPORT',
      message: 'compare.align: elsewhere has no series of airTempC to count degree days from',
    });
    await expect(heatByDay(series, { ...of, site: 'demo', lastDay: '2026-03-20' })).rejects.toThrow(
      /silent for more than 3 days from 2026-03-06/,
    );
  });
});
