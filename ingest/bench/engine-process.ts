// `node engine-process.ts FOLDER FILMS`: the timelapse service alone on the stores of a folder, until it is killed.
import { siteConfig } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { startTimelapse } from '../src/index.ts';
import { camera, site, timeZone } from './year.ts';

const [, , folder = '', films = 'full'] = process.argv;
const sites = [siteConfig.parse({ id: site, timeZone, cameras: [{ name: camera }] })];
// It looks for frames twice a second, where notices or a second are usual: asking more often would be most of what idle days cost.
await startTimelapse({
  config: { minRebuildMs: 0, pollMs: 500, films: [films as 'full' | 'season'] },
  stores: await openStores({ folder, logger: silentLogger }),
  sites: () => sites,
  clock: systemClock,
  logger: silentLogger,
});
setInterval(() => {}, 60_000);
