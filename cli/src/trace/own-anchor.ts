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
  logger: Logger,
): Anchor | undefined {
  if (!config) return undefined;
  return anchorOf({
    ...{ config, statePath: folder.anchorState, now: Date.now, logger },
    open: async (place, signal) =>
      openAnchorWriter({ ...config, ...place, signal, key: await readAnchorKey(folder.anchorKey) }),
  });
}
