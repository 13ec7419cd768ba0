import { concat, wholeNumber } from '../bytes/bytes.ts';
import { ProofFault } from '../fault.ts';
import { foldHashes, hashBytes } from './hashes.ts';
import { subtreesOf, type LeafRange, type Subtree } from './ranges.ts';

/** Hashes of a full tile, and entries of a full bundle [C2SP tlog-tiles]. */
export const tileWidth = 256;
const tileHeight = 8;

/** A tile of hashes (`level` 0 to 63) or a bundle of entries, with `width` of its 256 places filled. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** Path of a tile below the log's folder: `tile/0/x001/234.p/5`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === tileWidth ? '' : `.p/${width}`}`;
}

const tileName = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** The tile that a path names; undefined where it names none, or not in the one way that is allowed. */
export function parseTilePath(path: string): Tile | undefined {
  const [, levelText = '', indexText = '', widthText] = tileName.exec(path) ?? [];
  const level: Tile['level'] = levelText === 'entries' ? levelText : (wholeNumber(levelText) ?? 64);
  const index = Number(indexText.replaceAll(/[x/]/g, ''));
  const width = widthText === undefined ? tileWidth : Number(widthText);
  if ((level !== 'entries' && level > 63) || !Number.isSafeInteger(index)) return undefined;
  const tile = { level, index, width };
  return tilePath(tile) === path ? tile : undefined;
}

/** Hashes that a tree of `size` has in the tiles of a level. */
export function placesAt(level: Tile['level'], size: number): number {
  return Math.floor(size / tileWidth ** (level === 'entries' ? 0 : level));
}

/** The tile of a tree of `size` from which the hash of a complete subtree follows. */
export function tileOf({ level, index }: Subtree, size: number): Tile {
  const tileLevel = Math.floor(level / tileHeight);
  const tileIndex = Math.floor((index * 2 ** (level % tileHeight)) / tileWidth);
  const width = Math.min(tileWidth, placesAt(tileLevel, size) - tileIndex * tileWidth);
  return { level: tileLevel, index: tileIndex, width };
}

/** Hash of a complete subtree from the bytes of its tile ({@link tileOf}). Throws `badProof` where they are too few. */
export function hashInTile({ level, index }: Subtree, tile: Uint8Array): Uint8Array {
  const count = 2 ** (level % tileHeight);
  const first = (index * count) % tileWidth;
  if (tile.length < (first + count) * hashBytes) throw new ProofFault('badProof', { what: 'tile' });
  return subtreeRoot(tile.subarray(first * hashBytes, (first + count) * hashBytes));
}

/** Root over a complete subtree of hashes that lie one after another. */
export function subtreeRoot(hashes: Uint8Array): Uint8Array {
  const count = hashes.length / hashBytes;
  const at = (place: number) => hashes.subarray(place * hashBytes, (place + 1) * hashBytes);
  return foldRange([0, count], at);
}

function foldRange(range: LeafRange, at: (place: number) => Uint8Array): Uint8Array {
  const [start, end] = range;
  if (end - start === 1) return at(start);
  const middle = (start + end) / 2;
  return foldHashes([foldRange([start, middle], at), foldRange([middle, end], at)]);
}

/** Every tile that the hashes of these ranges need, each once. */
export function tilesFor(ranges: readonly LeafRange[], size: number): Tile[] {
  const tiles = new Map<string, Tile>();
  for (const subtree of ranges.flatMap(subtreesOf)) {
    const tile = tileOf(subtree, size);
    tiles.set(tilePath(tile), tile);
  }
  return [...tiles.values()];
}

/** Entries as a bundle: each after its length as a big-endian uint16. */
export function packEntries(entries: readonly Uint8Array[]): Uint8Array {
  return concat(...entries.flatMap((entry) => [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]));
}

/** Entries of a bundle. Throws `badProof` where its lengths do not add up. */
export function unpackEntries(bundle: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length;) {
    const length = (bundle[at]! << 8) | (bundle[at + 1] ?? 0);
    const end = at + 2 + length;
    if (at + 2 > bundle.length || end > bundle.length) throw new ProofFault('badProof', { what: 'bundle' });
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

/** Most bytes of an entry: its length is a uint16. */
export const maxEntryBytes = 65_535;
