import { basename, join } from 'node:path';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, describe } from 'vitest';
import { silentLogger } from '@fieldlapse/runtime';
import { openInfluxSeries } from '@fieldlapse/store';
import { seriesConformance } from '../../conformance/series.ts';
import { startInfluxProxy } from '../../support/influx-proxy.ts';
import { hasInflux, startInflux } from '../../support/influx.ts';

describe.runIf(hasInflux())('series in InfluxDB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-influx-'));
  const influx = await startInflux(folder);
  const proxy = await startInfluxProxy(influx.url);
  afterAll(async () => {
    await proxy.close();
    await influx.kill();
    await rm(folder, { recursive: true, force: true });
  });

  seriesConformance(async (outbox) => {
    const database = basename(outbox);
    await influx.createDatabase(database);
    return openInfluxSeries({
      ...{ server: { url: proxy.url, database }, folder: outbox, maxBufferBytes: 1e8, logger: silentLogger },
    });
  });
});
