import {
  isSamePlace,
  openPublicLots,
  readAnchorState,
  readKeyRing,
  type AnchorState,
  type TraceabilityConfig,
} from '@fieldlapse/traceability';
import { ownPolicy } from '../../trace/own-log.ts';
import { ownTileReader } from '../../trace/own-tiles.ts';
import type { DataFolder } from '../../data-folder.ts';
import type { Context } from '../context.ts';

/** The lots as buyers see them; works beside the process that records, wherever that one runs. */
export async function openBuyersView({ folder, config, stores, sites }: Context) {
  return openPublicLots({
    ...{ stores, sites, published: folder.published, now: Date.now },
    tiles: ownTileReader(folder, config.traceability),
    anchor: () => ownAnchorState(folder, config.traceability),
    policy: async () => ownPolicy(folder, config.traceability, await readKeyRing(folder.traceKeys)),
  });
}

/** What was seen of the anchor that is configured now. A file that cannot be read is the writer's trouble, not the buyer's. */
async function ownAnchorState(folder: DataFolder, { anchor }: TraceabilityConfig): Promise<AnchorState | undefined> {
  if (anchor?.contract === undefined) return undefined;
  const place = { chainId: anchor.chainId, contract: anchor.contract };
  const state = await readAnchorState(folder.anchorState).catch(() => undefined);
  return state && isSamePlace(state, place) ? state : undefined;
}
