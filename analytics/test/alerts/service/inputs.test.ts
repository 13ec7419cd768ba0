import { expect, it, onTestFinished } from 'vitest';
import { derivedSeries, type DerivedQuantityName } from '@fieldlapse/contracts';
import {
  alertEvidence,
  measureMigrations,
  openIntakeReader,
  type MeasureTables,
  type MetricRow,
} from '@fieldlapse/store';
import {
  dayMs,
  hourMs,
  minute,
  morning,
  openAlertFarm,
  site,
  written,
  type AlertFarm,
  type TestReading,
} from './farm.ts';

async function farmOfTest(...of: Parameters<typeof openAlertFarm>): Promise<AlertFarm> {
  const farm = await openAlertFarm(...of);
  onTestFinished(() => farm.close());
  return farm;
}

function derived(farm: AlertFarm, quantity: DerivedQuantityName) {
  return async () => {
    const points = await farm.stores.series.range(derivedSeries(site, 'a', quantity), 0, Number.MAX_SAFE_INTEGER);
    return points.map(({ t, value }) => [t, Number(value.toFixed(2))]);
  };
}

it('what is derived from readings stands in the series store, and a late reading changes it or takes it away', async () => {
  const farm = await farmOfTest();
  await farm.start();
  await farm.accept([
    ['a', 'airTempC', morning, 30],
    ['a', 'relHumidityPct', morning, 50],
  ]);
  await expect.poll(derived(farm, 'vpdKPa'), { timeout: 60_000 }).toEqual([[morning, 2.12]]);
  await farm.accept([
    ['a', 'relHumidityPct', morning - minute, 40],
    ['a', 'airTempC', morning - minute, 30],
  ]);
  await expect.poll(derived(farm, 'vpdKPa'), { timeout: 60_000 }).toEqual([
    [morning - minute, 2.55],
    [morning, 2.12],
  ]);
});

it('daily values come when the day of the device has ended, and again when older readings come', async () => {
  const farm = await farmOfTest({
    seasons: [{ id: 'vu-1', plot: 'thua-1', subject: 'Lúa', sowing: '2026-02-01', baseTempC: 10 }],
  });
  await farm.importRules([
    written('warm', { when: { level: { of: 'degreeDaysC', above: 19.5, clear: 18 } }, staleAfter: '26h' }),
  ]);
  await farm.start();
  // From 09:00 to 09:00: two days, of which only 15 h and 9 h are known.
  const hourly = (from: number, hours: number, value: number): TestReading[] =>
    Array.from({ length: hours }, (_, at) => ['a', 'airTempC', from + at * hourMs, value]);
  farm.clock.advance(3 * dayMs);
  await farm.accept(hourly(morning, 15 + 24, 28));
  await farm.accept(hourly(morning + 39 * hourMs, 1, 28));
  const midnight = morning + 15 * hourMs;
  await expect.poll(derived(farm, 'degreeDaysC'), { timeout: 60_000 }).toEqual([[midnight + dayMs, 18]]);
  await farm.accept(
    hourly(morning + 20 * hourMs, 6, 32).map(([sensor, of, t, value]) => [sensor, of, t + minute, value]),
  );
  await expect.poll(derived(farm, 'degreeDaysC'), { timeout: 60_000 }).toEqual([[midnight + dayMs, 20]]);
  await expect
    .poll(async () => (await (await farm.reader()).standing()).map(({ rule, value }) => [rule, value]), {
      timeout: 60_000,
    })
    .toEqual([['warm', 20]]);
});

it('a node that is silent, fills its card or raises an alarm makes equipment alerts', async () => {
  const farm = await farmOfTest();
  const status = (frameBytes: number) =>
    JSON.stringify({
      v: 1,
      online: true,
      boot: '1-00000000',
      spool: { frames: 1, frameBytes, readings: 0, capacityBytes: 100, thinned: 0, quarantined: 0 },
    });
  const row = { site, device: 'node-1', report: null, desired: null };
  await farm.intake
    .insertInto('devices')
    .values({ ...row, status: status(90), statusAt: morning })
    .execute();
  await farm.intake
    .insertInto('deviceAlerts')
    .values({
      ...{ id: 'x', site, device: 'node-1', kind: 'tamper', boot: '1-00000000', mono: 0, clk: 'ntp', text: null },
      ...{ capturedAt: morning, observedAt: morning, timeQuality: 'measured', receivedAt: morning },
    })
    .execute();
  await farm.start({ packs: ['nodes'] });
  const standing = async () =>
    (await (await farm.reader()).standing()).map(({ rule, target }) => [rule, target.device]).sort();
  await expect.poll(standing, { timeout: 60_000 }).toEqual([
    ['nodes-alarm', 'node-1'],
    ['nodes-card-full', 'node-1'],
  ]);
  farm.clock.advance(6 * hourMs + minute);
  await expect.poll(standing, { timeout: 60_000 }).toEqual([
    ['nodes-card-full', 'node-1'],
    ['nodes-silent', 'node-1'],
  ]);
});

it('a camera whose frames say that its view is blocked makes an equipment alert, cleared when it sees again', async () => {
  const farm = await farmOfTest({ cameras: [{ name: 'cam', plot: 'p' }], plots: [{ id: 'p' }] });
  const measure = await farm.stores.records.openOwn<MeasureTables>('measure', measureMigrations);
  await farm.start({ packs: ['nodes'] });
  const measured = async (observedAt: number, withheld: string): Promise<void> => {
    farm.clock.advance(Math.max(0, observedAt - farm.clock.now()));
    const f = `f${observedAt}`;
    const of = { site, camera: 'cam', area: 'roi', method: 'index-1' };
    const row: MetricRow = {
      ...{
        f,
        ...of,
        observedAt,
        timeQuality: 'measured',
        measured: withheld === '{}' ? '{"greenCover":0.4}' : '{}',
        uncertainty: '{}',
        withheld,
      },
      ...{ classes: null, sha256: 'ab', modelHash: null, areaVersion: '1', inputs: 'x', measuredAt: 1 },
    };
    await measure.insertInto('metrics').values(row).execute();
    await measure
      .insertInto('measureChanges')
      .values({ kind: 'measured', ...of, f, observedAt, metric: null, season: null })
      .execute();
  };
  const blocked = '{"greenCover":"blocked","plantCover":"blocked"}';
  for (let hour = 0; hour < 4; hour += 1) await measured(morning + hour * hourMs, blocked);
  const standing = async () =>
    (await (await farm.reader()).standing()).map(({ rule, target }) => [rule, target.camera, target.plot]);
  await expect.poll(standing, { timeout: 60_000 }).toEqual([['nodes-blocked', 'cam', 'p']]);
  await measured(morning + 5 * hourMs, '{}');
  await expect.poll(standing, { timeout: 60_000 }).toEqual([]);
});

it('the evidence of an alert is what was measured around its transitions, and the frames before and after', async () => {
  const farm = await farmOfTest({
    sensors: [{ name: 'a', plot: 'p' }],
    plots: [{ id: 'p' }],
    cameras: [{ name: 'cam', plot: 'p' }],
  });
  await farm.importRules([written('hot', {})]);
  await farm.start();
  for (const observedAt of [morning - 2 * hourMs, morning - hourMs, morning + hourMs]) {
    await farm.intake
      .insertInto('frames')
      .values({
        ...{
          f: `f${observedAt}`,
          site,
          device: 'node-1',
          camera: 'cam',
          boot: '1-00000000',
          seq: observedAt,
          mono: 0,
          clk: 'ntp',
        },
        ...{
          capturedAt: observedAt,
          observedAt,
          timeQuality: 'measured',
          receivedAt: observedAt,
          bytes: 1,
          sha256: 'ab',
        },
        ...{ width: 1, height: 1, quality: null, alert: null, blobKey: 'k' },
      })
      .execute();
  }
  await farm.accept([
    ['a', 'airTempC', morning - minute, 30],
    ['a', 'airTempC', morning, 36],
  ]);
  await farm.settled();
  const reader = await farm.reader();
  const [standing] = await reader.standing();
  const intake = await openIntakeReader(farm.stores.records);
  const sources = { series: farm.stores.series, intake };
  const [evidence] = await alertEvidence(sources, (await reader.alert(standing!.alert))!, {
    sensors: ['a'],
    cameras: ['cam'],
  });
  expect(evidence?.readings[0]).toMatchObject({ sensor: 'a', quantity: 'airTempC' });
  expect(evidence?.readings[0]?.points.map(({ value }) => value)).toEqual([30, 36]);
  expect(evidence?.frames).toMatchObject([
    { before: { observedAt: morning - hourMs }, after: { observedAt: morning + hourMs } },
  ]);
  await intake.close();
});
