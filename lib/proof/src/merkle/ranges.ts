import { foldHashes } from './hashes.ts';

/** The complete subtree of 2^`level` leaves that is the `index`-th of its level. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Leaves `start` to before `end`; `start` is a multiple of the least power of two that spans them. */
export type LeafRange = readonly [start: number, end: number];

/** The ranges whose hashes prove that `index` is in a tree of `size`, leaf to root. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  return pathTo(index, [0, size]);
}

function pathTo(index: number, [start, end]: LeafRange): LeafRange[] {
  if (end - start <= 1) return [];
  const middle = start + splitOf(end - start);
  return index < middle
    ? [...pathTo(index, [start, middle]), [middle, end]]
    : [...pathTo(index, [middle, end]), [start, middle]];
}

/** The ranges whose hashes prove that a tree of `size1` is the beginning of one of `size2` [RFC 6962 §2.1.2]. */
export function consistencyRanges(size1: number, size2: number): LeafRange[] {
  return size1 === 0 || size1 === size2 ? [] : subproof(size1, [0, size2], true);
}

function subproof(size1: number, [start, end]: LeafRange, known: boolean): LeafRange[] {
  if (size1 === end) return known ? [] : [[start, end]];
  const middle = start + splitOf(end - start);
  return size1 <= middle
    ? [...subproof(size1, [start, middle], known), [middle, end]]
    : [...subproof(size1, [middle, end], false), [start, middle]];
}

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The complete subtrees that a range consists of, left to right, largest first. */
export function subtreesOf([start, end]: LeafRange): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let at = start; at < end;) {
    let level = 0;
    while (at + 2 ** (level + 1) <= end && at % 2 ** (level + 1) === 0) level += 1;
    subtrees.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return subtrees;
}

/** Hash of a range, from the hashes of its complete subtrees. */
export function rangeHash(range: LeafRange, hashOf: (subtree: Subtree) => Uint8Array): Uint8Array {
  return foldHashes(subtreesOf(range).map(hashOf));
}
