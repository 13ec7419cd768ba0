export { createKeyRing, readKeyRing, type KeyRing } from './keys/key-ring.ts';
export { replaceLog, retireKey, rotateKey } from './keys/rotate.ts';
export { openLog, type LogOptions, type PlacedEntry, type TransparencyLog } from './log/open-log.ts';
export type { NewEntry } from './log/place-entries.ts';
export { openDiskTiles, type TileStore } from './log/tiles/tile-store.ts';
export { askWitness } from './witness/witness-client.ts';
export { checkWithWitnesses, startWitnessRounds, type WitnessReport } from './witness/witness-rounds.ts';
export { startWitness, type WitnessOptions } from './witness/witness-server.ts';
export { checkLog, type CheckedLog } from './log/check-log.ts';
export { diskTileReader } from './log/tiles/tile-store.ts';
export { writeLotFile, writeTlogProof, type LotFileOptions } from './proof/lot-file.ts';
export {
  openWitnessedLog,
  type WitnessedLogOptions,
  type WitnessedTransparencyLog,
} from './witness/open-witnessed-log.ts';
