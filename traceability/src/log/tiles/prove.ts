import { FieldlapseError } from '@fieldlapse/contracts';
import {
  consistencyRanges,
  hashInTile,
  inclusionRanges,
  rangeHash,
  tileOf,
  tilePath,
  tilesFor,
  tileWidth,
  type LeafRange,
  type Subtree,
} from '@fieldlapse/proof';
import type { TileStore } from './tile-store.ts';

/** Hashes that prove that entry `index` is in the tree of `size`, read from tiles. Throws `LOG_MISSING`, `LOG_EDITED`. */
export async function proveInclusion(
  store: Pick<TileStore, 'read'>,
  index: number,
  size: number,
): Promise<Uint8Array[]> {
  mustBeIn(index, size);
  return hashesOf(store, inclusionRanges(index, size), size);
}

/** As {@link proveInclusion} for many entries: each tile is read once. */
export async function proveInclusions(
  store: Pick<TileStore, 'read'>,
  indices: readonly number[],
  size: number,
): Promise<Uint8Array[][]> {
  const known = new Map<string, Promise<Uint8Array | undefined>>();
  const read = (path: string) => {
    const reading = known.get(path) ?? store.read(path);
    known.set(path, reading);
    return reading;
  };
  // Entries of a lot lie close together, and their proofs share most of their subtrees.
  const hashes = new Map<string, Uint8Array>();
  const proofs: Uint8Array[][] = [];
  for (const index of indices) {
    mustBeIn(index, size);
    proofs.push(await hashesOf({ read }, inclusionRanges(index, size), size, hashes));
  }
  return proofs;
}

/** Hashes that prove that the tree of `size1` begins that of `size2`. */
export async function proveConsistency(
  store: Pick<TileStore, 'read'>,
  size1: number,
  size2: number,
): Promise<Uint8Array[]> {
  if (size1 < 0 || size1 > size2) throw new FieldlapseError('LOG_MISSING', `size ${size1} of a log of ${size2}`);
  return hashesOf(store, consistencyRanges(size1, size2), size2);
}

function mustBeIn(index: number, size: number): void {
  if (index < 0 || index >= size) throw new FieldlapseError('LOG_MISSING', `entry ${index} of a log of ${size}`);
}

async function hashesOf(
  store: Pick<TileStore, 'read'>,
  ranges: readonly LeafRange[],
  size: number,
  hashes = new Map<string, Uint8Array>(),
): Promise<Uint8Array[]> {
  const tiles = new Map<string, Uint8Array>();
  await Promise.all(
    tilesFor(ranges, size).map(async (tile) => {
      const path = tilePath(tile);
      const bytes = (await store.read(path)) ?? (await store.read(tilePath({ ...tile, width: tileWidth })));
      if (!bytes) throw new FieldlapseError('LOG_EDITED', `${path} is not there`);
      tiles.set(path, bytes);
    }),
  );
  const hashOf = (subtree: Subtree): Uint8Array => {
    const name = `${subtree.level} ${subtree.index}`;
    const hash = hashes.get(name) ?? hashInTile(subtree, tiles.get(tilePath(tileOf(subtree, size)))!);
    hashes.set(name, hash);
    return hash;
  };
  return ranges.map((range) => rangeHash(range, hashOf));
}
