import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SeasonReading } from '@fieldlapse/analytics';
import { addDays } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import {
  intakeMigrations,
  measureMigrations,
  openStores,
  type IntakeTables,
  type MeasureTables,
} from '@fieldlapse/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldlapse } from '../support/command.ts';

const data = await mkdtemp(join(tmpdir(), 'fieldlapse-season-'));
afterAll(() => rm(data, { recursive: true }));
const sowing = '2026-05-15';
const of = { site: 'demo', camera: 'bo-dong', area: 'roi', method: 'index-3' };

/** Cover that rises from bare ground on day 20 and falls on day 90; the first eight days were not measured. */
const coverOn = (day: number) => 0.9 / (1 + Math.exp(-(day - 35) / 5)) / (1 + Math.exp((day - 95) / 3));

beforeAll(async () => {
  await writeFile(
    join(data, 'fieldlapse.yaml'),
    `sites: [{ id: demo, cameras: [{ name: bo-dong }], plots: [{ id: p }], seasons: [{ id: he-thu, plot: p, subject: rice, sowing: ${sowing} }] }]\n`,
  );
  const stores = await openStores({ folder: data, logger: silentLogger });
  const intake = await stores.records.openOwn<IntakeTables>('intake', intakeMigrations);
  await intake
    .insertInto('frames')
    .values({
      ...{
        f: 'a'.repeat(26),
        site: of.site,
        device: 'd',
        camera: of.camera,
        boot: 'import',
        seq: 1,
        mono: 0,
        clk: 'ntp',
      },
      ...{
        capturedAt: 1,
        observedAt: 1,
        timeQuality: 'measured',
        receivedAt: 1,
        bytes: 1,
        sha256: 'ab',
        width: 1,
        height: 1,
      },
      ...{ quality: null, alert: null, blobKey: 'b' },
    })
    .execute();
  const measures = await stores.records.openOwn<MeasureTables>('measure', measureMigrations);
  await measures
    .insertInto('methods')
    .values({ ...of, frames: 112 })
    .execute();
  for (let day = 8; day < 120; day += 1) {
    const row = { ...of, day: addDays(sowing, day), count: 5, withheld: '{}' };
    const green = JSON.stringify({ 'd1-p50': coverOn(day) + 0.005 * Math.sin(day * 12.9898), 'd1-p90': 1 });
    const plants = JSON.stringify({ 'd1-p50': day < 112 ? 0.95 : 0.3 });
    await measures
      .insertInto('days')
      .values({ ...row, metric: 'greenCover', statistics: green })
      .execute();
    await measures
      .insertInto('days')
      .values({ ...row, metric: 'plantCover', statistics: plants })
      .execute();
  }
  await Promise.all([intake.destroy(), measures.destroy()]);
  await stores.close();
});

describe('fieldlapse season of a camera', { timeout: 60_000 }, () => {
  it('reads what was measured, with sowing and plants from the records', async () => {
    const { stdout, stderr, code } = await fieldlapse(['season', '--data', data, '--camera', 'bo-dong', '--json']);
    expect([stderr, code]).toEqual(['', 0]);
    const { cycles, curve } = JSON.parse(stdout) as SeasonReading;
    expect(cycles.map(({ kind }) => kind)).toEqual(['ripened']);
    expect(cycles[0]?.harvest?.day).toBe(addDays(sowing, 112));
    expect(curve.find(({ day }) => day === sowing)).toMatchObject({ seen: false });
  });

  it('says what is measured where it is something else', async () => {
    const { stderr, code } = await fieldlapse(['season', '--data', data, '--camera', 'bo-dong', '--metric', 'gcc']);
    expect(stderr).toContain('NOT_MEASURED');
    expect(stderr).toContain('--area roi --method index-3');
    expect(code).toBe(1);
    expect((await fieldlapse(['season', '--data', data, '--camera', 'bo-tay'])).stderr).toContain('UNKNOWN_CAMERA');
    expect((await fieldlapse(['season', '--data', data, '--camera', 'bo-dong', '--metric', 'x'])).stderr).toContain(
      'no metric',
    );
  });
});
