import { FieldlapseError } from '@fieldlapse/contracts';
import { equalBytes, ProofFault, tilePath, tileWidth, unpackEntries } from '@fieldlapse/proof';
import type { LogFile, TileStore } from './tile-store.ts';
import { readingAhead } from './read-ahead.ts';
import { emptyTail, type LogTail } from './tail.ts';

/** What a log turned out to be when everything in it was computed again. */
export interface Recomputed {
  readonly tail: LogTail;
  /** Roots at the sizes that were asked for. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

export interface RecomputeOptions {
  readonly size: number;
  /** Sizes at which the root is wanted. */
  readonly sizes?: readonly number[];
  /** Sees every entry with its index. */
  readonly onEntry?: (entry: Uint8Array, index: number) => void;
  /** False leaves the tiles of hashes unread: only entries count then. */
  readonly checkTiles?: boolean;
  /** Gets every file but the checkpoint, in order, as it must be. */
  readonly onFiles?: (files: readonly LogFile[]) => Promise<void>;
}

/**
 * Computes a log again from its entries and compares every tile of hashes with what is there. Throws `LOG_EDITED` where a
 * file is missing, cut, or another than it must be, naming it; whether the root is the signed one is for the caller to see.
 */
export async function recomputeLog(source: Pick<TileStore, 'read'>, options: RecomputeOptions): Promise<Recomputed> {
  const { size, sizes = [], onEntry, checkTiles = true, onFiles } = options;
  const store = readingAhead(source, size, checkTiles);
  const tail = emptyTail();
  const roots = new Map<number, Uint8Array>();
  const wanted = new Set([...sizes.filter((one) => one <= size), size]);
  if (wanted.has(0)) roots.set(0, tail.root());
  for (let index = 0; index * tileWidth < size; index += 1) {
    const entries = await readBundle(store, index, size);
    for (const [at, entry] of entries.entries()) onEntry?.(entry, index * tileWidth + at);
    for (const part of partsOf(entries, tail.size, wanted)) {
      const { files, filled } = tail.grow(part);
      const paths = new Set(filled.map(tilePath));
      const full = files.filter(({ path }) => paths.has(path));
      if (checkTiles) await compareAll(store, full);
      await onFiles?.(full);
      if (wanted.has(tail.size)) roots.set(tail.size, tail.root());
    }
  }
  if (checkTiles) await compareAll(store, tail.partials());
  await onFiles?.(tail.partials());
  return { tail, roots };
}

/** Entries of a bundle, cut where the root is wanted. */
function partsOf(entries: Uint8Array[], start: number, wanted: ReadonlySet<number>): Uint8Array[][] {
  const stops = [...wanted].map((size) => size - start).filter((stop) => stop > 0 && stop < entries.length);
  const cuts = [0, ...stops.sort((a, b) => a - b), entries.length];
  return cuts.slice(1).map((cut, at) => entries.slice(cuts[at], cut));
}

/** Entries of a bundle as a log of this size has them; a partial one may have been replaced by the full one. */
async function readBundle(store: Pick<TileStore, 'read'>, index: number, size: number): Promise<Uint8Array[]> {
  const width = Math.min(tileWidth, size - index * tileWidth);
  const path = tilePath({ level: 'entries', index, width });
  const bytes = (await store.read(path)) ?? (await store.read(tilePath({ level: 'entries', index, width: tileWidth })));
  if (!bytes) throw new FieldlapseError('LOG_EDITED', `${path} is not there`);
  const entries = unpack(bytes, path);
  if (entries.length < width) throw new FieldlapseError('LOG_EDITED', `${path} has ${entries.length} entries`);
  return entries.slice(0, width);
}

function unpack(bytes: Uint8Array, path: string): Uint8Array[] {
  try {
    return unpackEntries(bytes);
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('LOG_EDITED', `${path} is cut or was changed`, { cause });
  }
}

async function compareAll(store: Pick<TileStore, 'read'>, files: readonly LogFile[]): Promise<void> {
  for (const { path, bytes } of files) {
    const found = (await store.read(path)) ?? (await store.read(path.replace(/\.p\/\d+$/, '')));
    if (!found) throw new FieldlapseError('LOG_EDITED', `${path} is not there`);
    // The full tile that replaced a partial one begins with the same bytes.
    if (!equalBytes(found.subarray(0, bytes.length), bytes))
      throw new FieldlapseError('LOG_EDITED', `${path} does not follow from the entries`);
  }
}
