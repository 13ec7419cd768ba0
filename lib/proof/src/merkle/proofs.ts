import { equalBytes } from '../bytes/bytes.ts';
import { hashBytes, nodeHash } from './hashes.ts';

/** That `leaf` stands at `index` in the tree of `size` leaves under `root`. */
export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  /** From the leaf's sibling to the root's child [RFC 6962 §2.1.1]. */
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** That the tree of `size1` leaves under `root1` is the beginning of that of `size2` under `root2`. */
export interface ConsistencyClaim {
  readonly size1: number;
  readonly root1: Uint8Array;
  readonly size2: number;
  readonly root2: Uint8Array;
  /** [RFC 6962 §2.1.2] */
  readonly proof: readonly Uint8Array[];
}

const areHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === hashBytes);
const isOdd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);

/** Checks an inclusion proof the way of RFC 9162 §2.1.3.2. Sizes and indices may go up to 2^53 − 1. */
export function verifyInclusion({ leaf, index, size, proof, root }: InclusionClaim): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  if (!areHashes([leaf, root, ...proof])) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equalBytes(hash, root);
}

/**
 * Checks a consistency proof the way of RFC 9162 §2.1.4.2. From an empty tree there is nothing to prove and between
 * equal sizes only the roots are compared; in both cases the proof must be empty.
 */
export function verifyConsistency({ size1, root1, size2, root2, proof }: ConsistencyClaim): boolean {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 0 || size1 > size2) return false;
  if (!areHashes([root1, root2, ...proof])) return false;
  if (size1 === size2) return proof.length === 0 && equalBytes(root1, root2);
  if (size1 === 0) return proof.length === 0;
  let node = size1 - 1;
  let last = size2 - 1;
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // Where the old tree is one complete subtree, its root is known and does not stand in the proof.
  const path = node === 0 ? [root1, ...proof] : [...proof];
  const first = path.shift();
  if (!first) return false;
  let [old, now] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      [old, now] = [nodeHash(hash, old), nodeHash(hash, now)];
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      now = nodeHash(now, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && proof.length > 0 && equalBytes(old, root1) && equalBytes(now, root2);
}
