// `node service-process.ts FOLDER SITES`: the timelapse service on a farm's stores, until it is killed.
import type { SiteConfig } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { startTimelapse } from '../../../src/timelapse/start.ts';

const [, , folder = '', sites = '[]'] = process.argv;
await startTimelapse({
  config: { minRebuildMs: 0, graceMs: 0, pollMs: 20, films: ['full'] },
  stores: await openStores({ folder, logger: silentLogger }),
  sites: () => JSON.parse(sites) as SiteConfig[],
  clock: systemClock,
  logger: silentLogger,
});
setInterval(() => {}, 60_000);
