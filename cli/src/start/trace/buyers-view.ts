import { openPublicLots, readKeyRing } from '@fieldlapse/traceability';
import { ownPolicy } from '../../trace/own-log.ts';
import { ownTileReader } from '../../trace/own-tiles.ts';
import type { Context } from '../context.ts';

/** The lots as buyers see them; works beside the process that records, wherever that one runs. */
export async function openBuyersView({ folder, config, stores, sites }: Context) {
  return openPublicLots({
    ...{ stores, sites, published: folder.published, now: Date.now },
    tiles: ownTileReader(folder, config.traceability),
    policy: async () => ownPolicy(folder, config.traceability, await readKeyRing(folder.traceKeys)),
  });
}
