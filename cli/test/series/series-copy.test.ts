import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { openSeries, type Point } from '@fieldlapse/store';
import { fieldlapse } from '../support/command.ts';
import { hasInflux, startInflux } from '../support/influx.ts';

const start = Date.UTC(2026, 4, 1);
const token = 'farm:s3cret-of-the-farm';

async function dataFolder(url: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-series-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'influxdb.token'), `${token}\n`);
  await chmod(join(folder, 'influxdb.token'), 0o600);
  await writeFile(
    join(folder, 'fieldlapse.yaml'),
    `series:\n  store: influxdb\n  influxdb: { url: '${url}', database: farm, tokenFile: influxdb.token }\nsites: []\n`,
  );
  return folder;
}

const points = (series: string, count: number): Point[] =>
  Array.from({ length: count }, (_, at) => ({ series, t: start + at * 60_000, value: at / 8 }));

describe.runIf(hasInflux())('fieldlapse series copy', () => {
  it('brings history into InfluxDB and back, goes on where it was stopped, and counts both sides', async () => {
    const influx = await startInflux('farm');
    onTestFinished(influx.close);
    const data = await dataFolder(influx.url);
    const sqlite = await openSeries({ folder: data, logger: silentLogger });
    await sqlite.append([...points('farm/air/airTempC', 45_000), ...points('~farm/cam/roi/gcc/rgb-1', 300)]);
    await sqlite.close();

    // As an earlier copy, stopped after the first page, would have left it.
    const position = {
      v: 1,
      what: 'sqlite → influxdb, all',
      copied: { '~farm/cam/roi/gcc/rgb-1': start + 99 * 60_000 },
    };
    await writeFile(join(data, 'series-copy.json'), JSON.stringify(position));
    const stopped = await fieldlapse(['series', 'copy', '--data', data, '--from', 'sqlite', '--to', 'influxdb']);
    expect(stopped.code).toBe(1);
    expect(stopped.stderr).toContain('SERIES_COPY_DIFFERS: ~farm/cam/roi/gcc/rgb-1: 300 in sqlite, 200 in influxdb');

    const args = ['series', 'copy', '--data', data, '--json'];
    const there = await fieldlapse([...args, '--from', 'sqlite', '--to', 'influxdb']);
    expect(there).toMatchObject({ code: 0 });
    // The other series was done; only the one that differed is copied again.
    expect(JSON.parse(there.stdout)).toEqual({ series: 2, points: 45_300, copied: 300, merged: 0 });

    await rm(join(data, 'series.sqlite'));
    const since = ['--series', 'farm/', '--since', '2026-05-02'];
    const back = await fieldlapse([...args, '--from', 'influxdb', '--to', 'sqlite', ...since]);
    expect(back).toMatchObject({ code: 0 });
    expect(JSON.parse(back.stdout)).toEqual({ series: 1, points: 45_000 - 1440, copied: 45_000 - 1440, merged: 0 });
    const copied = await openSeries({ folder: data, logger: silentLogger });
    onTestFinished(copied.close);
    expect(await copied.latest('')).toEqual(points('farm/air/airTempC', 45_000).slice(-1));
    const day = start + 86_400_000;
    expect(await copied.range('farm/air/airTempC', 0, day + 120_000)).toEqual(
      points('farm/air/airTempC', 1442).slice(1440),
    );
  });

  it('says what is wrong with its arguments and with the server, and never the token', async () => {
    const data = await dataFolder('http://127.0.0.1:9');
    const same = await fieldlapse(['series', 'copy', '--data', data, '--from', 'sqlite', '--to', 'sqlite']);
    expect(same.stderr).toContain('BAD_ARGUMENT: --from and --to are both sqlite');
    const when = ['series', 'copy', '--data', data, '--from', 'sqlite', '--to', 'influxdb', '--since', 'yesterday'];
    expect((await fieldlapse(when)).stderr).toContain('BAD_ARGUMENT: --since "yesterday"');
    const away = await fieldlapse(['series', 'copy', '--data', data, '--from', 'influxdb', '--to', 'sqlite']);
    expect(away.stderr).toContain('SERIES_UNREACHABLE: http://127.0.0.1:9');
    const log = await readFile(join(data, 'fieldlapse.log'), 'utf8').catch(() => '');
    for (const text of [same.stderr, away.stderr, away.stdout, log]) expect(text).not.toContain('s3cret');
  });
});

describe('fieldlapse doctor', () => {
  it('says which store holds the series, and why it cannot be used', async () => {
    const data = await dataFolder('http://127.0.0.1:9');
    const findings = async () =>
      JSON.parse((await fieldlapse(['doctor', '--json', '--data', data])).stdout) as {
        what: string;
        state: string;
        text: string;
      }[];
    const series = async () => (await findings()).find(({ what }) => what === 'series');
    expect(await series()).toMatchObject({
      state: 'bad',
      text: expect.stringContaining('http://127.0.0.1:9') as string,
    });
    await rm(join(data, 'influxdb.token'));
    expect(await series()).toMatchObject({ state: 'bad', text: expect.stringContaining('influxdb.token') as string });
    await writeFile(join(data, 'fieldlapse.yaml'), 'sites: []\n');
    expect(await series()).toMatchObject({ state: 'ok', text: expect.stringContaining('SQLite') as string });
  });
});
