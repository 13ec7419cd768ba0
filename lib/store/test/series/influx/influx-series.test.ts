import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { openInfluxSeries } from '@fieldlapse/store';
import { seriesConformance } from '../../conformance/series.ts';
import { codeOf } from '../../support/folders.ts';
import { farmOn, influxRig } from '../../support/influx-rig.ts';
import { hasInflux } from '../../support/influx.ts';

describe.runIf(hasInflux())('series in InfluxDB', () => {
  const rig = influxRig();

  seriesConformance(async (folder) => {
    const database = basename(folder);
    await rig.influx.createDatabase(database);
    const server = { url: rig.proxy.url, database };
    return openInfluxSeries({ server, folder, maxBufferBytes: 1e8, logger: silentLogger });
  });

  it('lie where a person who draws them in Grafana looks: by quantity, with tags to group by', async () => {
    const farm = await farmOn(rig);
    await rig.influx.createDatabase(farm.database);
    const store = await farm.open();
    await store.append([
      { series: 'farm/air/airTempC', t: 1000, value: 21 },
      { series: '~farm/cam/roi/gcc/rgb-1/d1-p90', t: 2000, value: 0.4 },
      { series: 'anything else', t: 3000, value: 1 },
    ]);
    await store.latest(''); // Waits until they are there.
    const ask = (text: string) => rig.influx.query(farm.database, text);
    expect(await ask('SHOW MEASUREMENTS')).toEqual([['airTempC'], ['gcc'], ['other']]);
    expect(await ask('SELECT * FROM "airTempC"')).toEqual([[1000, 'air', 'farm/air/airTempC', 'farm', 21]]);
    expect(await ask('SELECT * FROM "gcc"')).toEqual([
      [2000, 'roi', 'cam', 'rgb-1', '~farm/cam/roi/gcc/rgb-1/d1-p90', 'farm', 'd1-p90', 0.4],
    ]);
    expect(await ask('SELECT * FROM "other"')).toEqual([[3000, 'anything else', 1]]);
  });

  it('pages through more points than one answer holds', async () => {
    const farm = await farmOn(rig);
    await rig.influx.createDatabase(farm.database);
    const store = await farm.open();
    const points = Array.from({ length: 120_001 }, (_, at) => ({ series: 's', t: at * 1000, value: at }));
    await store.append(points);
    await expect
      .poll(() => rig.influx.query(farm.database, 'SELECT COUNT("value") FROM "other"'))
      .toEqual([[0, 120_001]]);
    expect(await store.range('s', 0, 1e12)).toEqual(points);
    expect(await store.range('s', 5000, 1e12, 70_000)).toEqual(points.slice(5, 70_005));
  });

  it('refuses a time that InfluxDB cannot hold', async () => {
    const store = await (await farmOn(rig)).open();
    expect(await codeOf(store.append([{ series: 's', t: 1e15, value: 1 }]))).toBe('BAD_POINT');
  });
});
