export { createKeyRing, readKeyRing, type KeyRing } from './keys/key-ring.ts';
export { replaceLog, retireKey, rotateKey } from './keys/rotate.ts';
export { openLog, type LogOptions, type PlacedEntry, type TransparencyLog } from './log/open-log.ts';
export type { NewEntry } from './log/place-entries.ts';
export { openDiskTiles, type TileStore } from './log/tile-store.ts';
