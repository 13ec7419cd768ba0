// `node service-process.ts FOLDER SITES NOW`: the alert service on a farm's stores, until it is killed.
import type { SiteConfig } from '@fieldlapse/contracts';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { startAlerts } from '../../../src/alerts/service/start.ts';

const [, , folder = '', sites = '[]', now = '0'] = process.argv;
const farms = JSON.parse(sites) as SiteConfig[];
await startAlerts({
  config: { packs: [], pollMs: 5, tickMs: 10, rulesMs: 20, planMs: 1 },
  stores: await openStores({ folder, logger: silentLogger }),
  sites: () => farms,
  clock: manualClock(Number(now)),
  logger: silentLogger,
});
setInterval(() => {}, 60_000);
