import type { VerifierKey } from '@fieldlapse/proof';
import type { Logger } from '@fieldlapse/runtime';
import {
  anchorOf,
  openAnchorWriter,
  readAnchorKey,
  type Anchor,
  type TraceabilityConfig,
} from '@fieldlapse/traceability';
import type { DataFolder } from '../data-folder.ts';

/** The anchor of our log, by the configuration; undefined where it asks for none. Opens nothing yet. */
export function ownAnchor(
  folder: DataFolder,
  { anchor: config }: TraceabilityConfig,
  keys: readonly VerifierKey[],
  logger: Logger,
): Anchor | undefined {
  if (!config) return undefined;
  return anchorOf({
    ...{ config, statePath: folder.anchorState, keys, now: Date.now, logger },
    open: async (place) => openAnchorWriter({ ...config, ...place, key: await readAnchorKey(folder.anchorKey) }),
  });
}
