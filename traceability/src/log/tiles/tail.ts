import {
  concat,
  emptyRoot,
  hashInTile,
  leafHash,
  packEntries,
  rangeHash,
  subtreeRoot,
  tileOf,
  tilePath,
  tileWidth,
  type Tile,
} from '@fieldlapse/proof';
import type { LogFile } from './tile-store.ts';

/** The right edge of a log: the tiles that are not full yet, from which root and next tiles follow. */
export interface LogTail {
  readonly size: number;
  root(): Uint8Array;
  /** A tail of its own that begins where this one is: a batch grows there until it is durable. */
  fork(): LogTail;
  /** The partial tiles and the partial bundle as they are now. */
  partials(): LogFile[];
  /** Adds entries; returns the tiles and bundles that change by it, full ones and the partial ones of the new size. */
  grow(entries: readonly Uint8Array[]): GrownFiles;
}

export interface GrownFiles {
  readonly files: readonly LogFile[];
  /** Tiles that became full: the folders of their partial forerunners may go. */
  readonly filled: readonly Tile[];
}

/** What a tail holds. */
interface Edge {
  size: number;
  /** Entries of the bundle that is not full. */
  bundle: Uint8Array[];
  /** By level: hashes of the tile that is not full. */
  levels: Uint8Array[][];
}

/** The tail of an empty log; a longer one grows from its entries. */
export const emptyTail = (): LogTail => tailOf({ size: 0, bundle: [], levels: [] });

function tailOf(edge: Edge): LogTail {
  let { size, bundle } = edge;
  const { levels } = edge;

  function addHash(level: number, hash: Uint8Array, full: LogFile[], filled: Tile[]): void {
    const hashes = (levels[level] ??= []);
    hashes.push(hash);
    if (hashes.length < tileWidth) return;
    const bytes = concat(...hashes);
    const tile = { level, index: Math.floor(size / tileWidth ** (level + 1)), width: tileWidth };
    full.push({ path: tilePath(tile), bytes });
    filled.push(tile);
    levels[level] = [];
    addHash(level + 1, subtreeRoot(bytes), full, filled);
  }

  function addEntry(entry: Uint8Array, full: LogFile[], filled: Tile[]): void {
    bundle.push(entry);
    if (bundle.length === tileWidth) {
      const tile = { level: 'entries', index: Math.floor(size / tileWidth), width: tileWidth } as const;
      full.push({ path: tilePath(tile), bytes: packEntries(bundle) });
      filled.push(tile);
      bundle = [];
    }
    addHash(0, leafHash(entry), full, filled);
    size += 1;
  }

  function partials(): LogFile[] {
    const files: LogFile[] = [];
    const index = Math.floor(size / tileWidth);
    if (bundle.length > 0)
      files.push({ path: tilePath({ level: 'entries', index, width: bundle.length }), bytes: packEntries(bundle) });
    for (const [level, hashes] of levels.entries()) {
      const tile = { level, index: Math.floor(size / tileWidth ** (level + 1)), width: hashes.length };
      if (hashes.length > 0) files.push({ path: tilePath(tile), bytes: concat(...hashes) });
    }
    return files;
  }

  return {
    get size() {
      return size;
    },
    root() {
      if (size === 0) return emptyRoot();
      return rangeHash([0, size], (subtree) => {
        const { level } = tileOf(subtree, size);
        return hashInTile(subtree, concat(...(levels[level as number] ?? [])));
      });
    },
    fork: () => tailOf({ size, bundle: [...bundle], levels: levels.map((hashes) => [...hashes]) }),
    partials,
    grow(entries) {
      const before = new Set(partials().map(({ path }) => path));
      const full: LogFile[] = [];
      const filled: Tile[] = [];
      for (const entry of entries) addEntry(entry, full, filled);
      return { files: [...full, ...partials().filter(({ path }) => !before.has(path))], filled };
    },
  };
}
