// `node service-process.ts FOLDER SITES`: the measuring service on a farm's stores, until it is killed.
import type { SiteConfig } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { startMeasure } from '../../../src/measure/service/start.ts';

const [, , folder = '', sites = '[]'] = process.argv;
await startMeasure({
  config: { pollMs: 20, growthMs: 0, rest: 1, models: [{ model: 'none' }] },
  stores: await openStores({ folder, logger: silentLogger }),
  sites: () => JSON.parse(sites) as SiteConfig[],
  clock: systemClock,
  logger: silentLogger,
});
setInterval(() => {}, 60_000);
