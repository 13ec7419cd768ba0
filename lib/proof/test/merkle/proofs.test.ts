import { describe, expect, it } from 'vitest';
import {
  consistencyRanges,
  emptyRoot,
  inclusionRanges,
  leafHash,
  rangeHash,
  rootOf,
  toBase64,
  utf8,
  verifyConsistency,
  verifyInclusion,
  type Subtree,
} from '@fieldlapse/proof';
import { haveVectors, readVectorJson, vectorFiles } from '../vectors.ts';

interface InclusionVector {
  leafIdx: number;
  treeSize: number;
  root: string | null;
  leafHash: string | null;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
}
interface ConsistencyVector {
  size1: number;
  size2: number;
  root1: string | null;
  root2: string | null;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
}

/** Of the vectors, whose hashes are no hashes where that is what they try. */
const bytes = (text: string | null): Uint8Array => Buffer.from(text ?? '', 'base64');
const all = (texts: readonly string[] | null): Uint8Array[] => (texts ?? []).map(bytes);

describe.skipIf(!haveVectors('merkle'))('the vectors of transparency-dev/merkle', () => {
  const inclusion = vectorFiles('merkle/inclusion').filter((path) => path.endsWith('.json'));
  const consistency = vectorFiles('merkle/consistency').filter((path) => path.endsWith('.json'));

  it('are here in number', () => {
    expect([inclusion.length, consistency.length]).toEqual([53, 43]);
  });

  it.each(inclusion)('%s', (path) => {
    const { leafIdx, treeSize, root, leafHash: leaf, proof, wantErr } = readVectorJson<InclusionVector>(path);
    const claim = { leaf: bytes(leaf), index: leafIdx, size: treeSize, proof: all(proof), root: bytes(root) };
    expect(verifyInclusion(claim)).toBe(!wantErr);
  });

  it.each(consistency)('%s', (path) => {
    const { size1, size2, root1, root2, proof, wantErr } = readVectorJson<ConsistencyVector>(path);
    const claim = { size1, size2, root1: bytes(root1), root2: bytes(root2), proof: all(proof) };
    expect(verifyConsistency(claim)).toBe(!wantErr);
  });
});

describe('proofs made here', () => {
  const leaves = Array.from({ length: 40 }, (_, index) => leafHash(utf8(`leaf ${index}`)));
  const roots = Array.from({ length: 41 }, (_, size) => rootOf(leaves.slice(0, size)));
  const hashOf = ({ level, index }: Subtree): Uint8Array =>
    rootOf(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level));

  it('verify for every leaf of every tree up to 40, and for no other leaf, place or root', () => {
    for (let size = 1; size <= 40; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionRanges(index, size).map((range) => rangeHash(range, hashOf));
        const claim = { leaf: leaves[index]!, index, size, proof, root: roots[size]! };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: (index + 1) % (size + 1) })).toBe(false);
        expect(verifyInclusion({ ...claim, leaf: leafHash(utf8('another')) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, leaves[0]!] })).toBe(false);
        if (size > 1) expect(verifyInclusion({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
      }
    }
  });

  it('show for every two sizes that one tree begins the other, and fail for another root', () => {
    for (let size2 = 1; size2 <= 40; size2 += 1) {
      for (let size1 = 0; size1 <= size2; size1 += 1) {
        const proof = consistencyRanges(size1, size2).map((range) => rangeHash(range, hashOf));
        const claim = { size1, size2, root1: roots[size1]!, root2: roots[size2]!, proof };
        expect(verifyConsistency(claim)).toBe(true);
        if (size1 === 0) continue;
        expect(verifyConsistency({ ...claim, root1: leafHash(utf8('x')) })).toBe(false);
        expect(verifyConsistency({ ...claim, root2: leafHash(utf8('x')) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, leaves[0]!] })).toBe(false);
      }
    }
  });

  it('the root of no leaves is the hash of nothing', () => {
    expect(toBase64(emptyRoot())).toBe('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');
    expect(rootOf([])).toEqual(emptyRoot());
  });
});
