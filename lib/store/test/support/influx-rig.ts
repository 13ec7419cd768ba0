import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { openInfluxSeries, type InfluxSeriesOptions, type SeriesStore } from '@fieldlapse/store';
import { testFolder } from './folders.ts';
import { startInfluxProxy, type InfluxProxy } from './influx-proxy.ts';
import { startInflux, type InfluxProcess } from './influx.ts';

/** An InfluxDB behind a proxy for the tests of a `describe`. */
export interface InfluxRig {
  readonly influx: InfluxProcess;
  readonly proxy: InfluxProxy;
}

export function influxRig(): InfluxRig {
  const rig = {} as { influx: InfluxProcess; proxy: InfluxProxy };
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldlapse-influx-'));
    rig.influx = await startInflux(folder);
    rig.proxy = await startInfluxProxy(rig.influx.url);
  });
  afterAll(async () => {
    await rig.proxy.close();
    await rig.influx.kill();
    await rm(folder, { recursive: true, force: true });
  });
  return rig;
}

/** A folder of the running test whose name is that of a database. */
export interface Farm {
  readonly folder: string;
  readonly database: string;
  open(options?: Partial<InfluxSeriesOptions>): Promise<SeriesStore>;
  /** What stands in quarantine. */
  refused(): Promise<{ line: string; answer: string; code: string }[]>;
}

export async function farmOn({ proxy }: InfluxRig): Promise<Farm> {
  const folder = await testFolder();
  const database = basename(folder);
  return {
    folder,
    database,
    async open(options = {}) {
      const server = { url: proxy.url, database };
      const store = await openInfluxSeries({
        ...{ server, folder, maxBufferBytes: 1e8, logger: silentLogger, random: () => 0 },
        ...options,
      });
      onTestFinished(() => store.close().catch(() => undefined));
      return store;
    },
    async refused() {
      const text = await readFile(join(folder, 'quarantine.jsonl'), 'utf8').catch(() => '');
      return text
        .split('\n')
        .flatMap((line) => (line ? [JSON.parse(line) as { line: string; answer: string; code: string }] : []));
    },
  };
}
