import { expect, it } from 'vitest';
import {
  concat,
  hashInTile,
  leafHash,
  packEntries,
  parseTilePath,
  placesAt,
  rootOf,
  tileOf,
  tilePath,
  tilesFor,
  unpackEntries,
  utf8,
} from '@fieldlapse/proof';

it('paths are those of the specification, and only those are read', () => {
  expect(tilePath({ level: 0, index: 0, width: 256 })).toBe('tile/0/000');
  expect(tilePath({ level: 1, index: 1_234_067, width: 256 })).toBe('tile/1/x001/x234/067');
  expect(tilePath({ level: 'entries', index: 5, width: 44 })).toBe('tile/entries/005.p/44');
  for (const tile of [
    { level: 63, index: 1000, width: 1 },
    { level: 'entries' as const, index: 999, width: 256 },
  ])
    expect(parseTilePath(tilePath(tile))).toEqual(tile);
  const wrong = ['tile/00/000', 'tile/64/000', 'tile/0/0', 'tile/0/x000/001', 'tile/0/000.p/0', 'tile/0/000.p/256'];
  expect([...wrong, 'tile/0/000.p/01', 'tile/-1/000', 'tile/0/../000'].map(parseTilePath)).toEqual(
    Array(9).fill(undefined),
  );
});

it('a tree of 70,000 has the tiles of the example in the specification', () => {
  const full = (level: number) => Math.floor(placesAt(level, 70_000) / 256);
  const partial = (level: number) => placesAt(level, 70_000) % 256;
  expect([0, 1, 2, 3].map(full)).toEqual([273, 1, 0, 0]);
  expect([0, 1, 2, 3].map(partial)).toEqual([112, 17, 1, 0]);
});

it('hashes of subtrees follow from tiles', () => {
  const leaves = Array.from({ length: 600 }, (_, index) => leafHash(utf8(String(index))));
  const first = concat(...leaves.slice(0, 256));
  expect(hashInTile({ level: 3, index: 5 }, first)).toEqual(rootOf(leaves.slice(40, 48)));
  expect(tileOf({ level: 3, index: 33 }, 600)).toEqual({ level: 0, index: 1, width: 256 });
  expect(tileOf({ level: 8, index: 1 }, 600)).toEqual({ level: 1, index: 0, width: 2 });
  expect(tilesFor([[512, 600]], 600)).toEqual([{ level: 0, index: 2, width: 88 }]);
  expect(() => hashInTile({ level: 3, index: 5 }, first.subarray(0, 100))).toThrow('badProof');
});

it('entries survive a bundle, and one that is cut short is refused', () => {
  const entries = ['', 'a', 'x'.repeat(65_535)].map(utf8);
  const bundle = packEntries(entries);
  expect(unpackEntries(bundle)).toEqual(entries);
  expect(() => unpackEntries(bundle.subarray(0, -1))).toThrow('badProof');
  expect(() => unpackEntries(Uint8Array.of(0))).toThrow('badProof');
});
