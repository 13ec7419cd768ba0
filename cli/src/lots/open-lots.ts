import { lifecycle, systemClock } from '@fieldlapse/runtime';
import { openStores, type Stores } from '@fieldlapse/store';
import { openLots, placesOf, type Lots } from '@fieldlapse/traceability';
import { openDataFolder, openLog } from '../data-folder.ts';
import { readConfig, type ServerConfig } from '../server-config.ts';
import { seriesOptions } from '../series/series-config.ts';

/** The records of lots in a data folder, open for one command; a running server may have them open too. */
export async function withLots<T>(
  data: string,
  work: (lots: Lots, config: ServerConfig, stores: Stores) => Promise<T>,
): Promise<T> {
  const folder = openDataFolder(data);
  const config = readConfig(folder);
  const open = lifecycle();
  try {
    const series = seriesOptions(folder, config.series);
    const stores = await openStores({ folder: folder.root, logger: openLog(folder, 'lot'), series });
    open.add('stores', stores.close);
    const places = placesOf(
      () => config.traceability,
      () => config.sites,
    );
    const lots = await openLots({ records: stores.records, places, now: () => systemClock.now() });
    open.add('lots', lots.close);
    return await work(lots, config, stores);
  } finally {
    await open.close();
  }
}
