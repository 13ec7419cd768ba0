import type { Logger } from '@fieldlapse/runtime';
import type { RecordsStore } from '@fieldlapse/store';
import {
  openWitnessedLog,
  type Anchor,
  type KeyRing,
  type TileStore,
  type TraceabilityConfig,
  type WitnessedTransparencyLog,
} from '@fieldlapse/traceability';
import type { DataFolder } from '../data-folder.ts';
import { ownPolicy } from './own-log.ts';

export interface OwnLogParts {
  readonly folder: DataFolder;
  readonly config: TraceabilityConfig;
  readonly keys: KeyRing;
  readonly records: RecordsStore;
  readonly store: TileStore;
  readonly anchor: Anchor | undefined;
  readonly logger: Logger;
}

/** Opens our log, the witnesses of our policy and the anchor asked first. Throws what {@link openWitnessedLog} throws, `PROOF_REFUSED`. */
export async function openOwnLog({ folder, config, anchor, ...parts }: OwnLogParts): Promise<WitnessedTransparencyLog> {
  const { policy } = await ownPolicy(folder, config, parts.keys);
  return openWitnessedLog({ ...parts, policy, now: Date.now, ...(anchor && { askAnchor: anchor.confirm }) });
}
