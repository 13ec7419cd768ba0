import { concat, sha256 } from '../bytes/bytes.ts';

/** Bytes of every hash here: SHA-256. */
export const hashBytes = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Hash of an entry as a leaf [RFC 6962 §2.1]. */
export const leafHash = (entry: Uint8Array): Uint8Array => sha256(concat(leafPrefix, entry));

/** Hash of two neighbouring subtrees [RFC 6962 §2.1]. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(nodePrefix, left, right));

/** Root of a tree without leaves. */
export const emptyRoot = (): Uint8Array => sha256(new Uint8Array());

/** Hashes of complete subtrees, left to right, largest first, folded to the one above them all. */
export function foldHashes(hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1);
  if (!last) return emptyRoot();
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/** Root over these leaf hashes. */
export function rootOf(leaves: Iterable<Uint8Array>): Uint8Array {
  const tree = growingTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

/** The right edge of a growing tree: what is needed to go on, 32 bytes for each power of two. */
export interface GrowingTree {
  readonly size: number;
  add(leaf: Uint8Array): void;
  root(): Uint8Array;
}

export function growingTree(): GrowingTree {
  /** Hash of a complete subtree by its level, where the size has that bit. */
  const edge: (Uint8Array | undefined)[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(leaf) {
      let hash = leaf;
      let level = 0;
      for (let left = edge[level]; left; left = edge[level]) {
        hash = nodeHash(left, hash);
        edge[level] = undefined;
        level += 1;
      }
      edge[level] = hash;
      size += 1;
    },
    root: () => foldHashes(edge.filter((hash) => hash !== undefined).reverse()),
  };
}
