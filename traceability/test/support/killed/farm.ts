import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { siteConfig, type SiteConfig } from '@fieldlapse/contracts';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores, type Stores } from '@fieldlapse/store';
import { openDiskTiles, openLog, startTraceability } from '@fieldlapse/traceability';
import { config, dayMs } from '../farm.ts';
import { testKeys } from '../test-keys.ts';

export const plots = ['p1', 'p2', 'p3', 'p4'] as const;
/** Days of the seasons so far. */
export const grownDays = 12;
export const growingLot = (plot: string): string => `09520000010010/G-${plot}`;
export const harvestGtin = '09520000020019';

/** A farm of four plots, each with a season that began some days ago, a camera and a sensor of the plot's name. */
export function killedSites(sowing: string): readonly SiteConfig[] {
  return [
    siteConfig.parse({
      ...{ id: 'farm', timeZone: 'Asia/Ho_Chi_Minh', plots: plots.map((id) => ({ id })) },
      seasons: plots.map((plot) => ({ id: `s-${plot}`, plot, subject: 'Chanh', sowing })),
      cameras: plots.map((plot) => ({ name: plot, plot })),
      sensors: plots.map((plot) => ({ name: plot, plot })),
    }),
  ];
}

export const sowingDay = (): string => new Date(Date.now() - grownDays * dayMs).toISOString().slice(0, 10);

export async function openKilledStores(root: string): Promise<Stores> {
  await mkdir(root, { recursive: true });
  return openStores({ folder: root, logger: silentLogger });
}

/** Log and service on these stores, joined as the server joins them. */
export async function startJoined(root: string, stores: Stores, sowing: string, pollMs: number) {
  const store = await openDiskTiles(join(root, 'trace-log'));
  const log = await openLog({ store, records: stores.records, keys: testKeys, now: Date.now, logger: silentLogger });
  const service = await startTraceability({
    ...{ config, stores, sites: () => killedSites(sowing), clock: systemClock, logger: silentLogger, log, pollMs },
  });
  return {
    ...{ store, log, service },
    async close() {
      await service.close();
      await log.close();
    },
  };
}
