import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDataFolder, type DataFolder } from '../../src/data-folder.ts';
import { influxServer, seriesOptions } from '../../src/series/series-config.ts';
import { readConfig } from '../../src/server-config.ts';

async function folderWith(series: string): Promise<DataFolder> {
  const folder = openDataFolder(await mkdtemp(join(tmpdir(), 'fieldlapse-config-')));
  await writeFile(folder.config, `series:\n${series.replaceAll(/^/gm, '  ')}\n`);
  return folder;
}

it('keeps series in SQLite, all of them, where nothing else is configured', async () => {
  const folder = await folderWith('retention: {}');
  const { series } = readConfig(folder);
  expect(series).toEqual({ store: 'sqlite', retention: { sensors: {}, metrics: {} } });
  expect(seriesOptions(folder, series)).toEqual({ store: 'sqlite' });
});

it('takes the token of InfluxDB from a file beside the configuration, else from the environment', async () => {
  const folder = await folderWith(
    "store: influxdb\ninfluxdb: { url: 'http://influx:8086', org: farm, database: series, tokenFile: secrets/influx }",
  );
  const { series } = readConfig(folder);
  expect(() => influxServer(folder, series)).toThrow(expect.objectContaining({ code: 'SERIES_TOKEN_UNREADABLE' }));
  await writeFile(join(folder.secrets, 'influx'), 'top-secret\n');
  const server = { url: 'http://influx:8086', org: 'farm', database: 'series', token: 'top-secret' };
  expect(seriesOptions(folder, series)).toEqual({ store: 'influxdb', server, maxBufferBytes: 1e9 });
});

it('refuses what does not go together, and a password in the address, by field', async () => {
  const refused = [
    ['store: influxdb', /series\.influxdb: the store is influxdb: say where it is/],
    ["influxdb: { url: 'http://me:pw@influx:8086', database: x }", /keep user and password out of the address/],
    ["influxdb: { url: 'influx:8086', database: x }", /write an address such as/],
    ['retention: { sensors: { hoursDays: 30 } }', /hoursDays needs a pointsDays/],
    ['retention: { metrics: { pointsDays: 60, hoursDays: 30 } }', /hoursDays needs a pointsDays/],
  ] as const;
  for (const [series, message] of refused) {
    const folder = await folderWith(series);
    expect(() => readConfig(folder)).toThrow(message);
  }
});
