import { describe, expect, it } from 'vitest';
import {
  checkChain,
  checkTlogProof,
  commitmentOf,
  entryHead,
  entryLeaf,
  entryText,
  fromBase64,
  fromBase64Url,
  judgeCheckpoint,
  leafHash,
  parseCheckpoint,
  parseEntry,
  parseJson,
  parsePolicy,
  parseTlogProof,
  rootOf,
  toBase64Url,
  unpackEntries,
  utf8,
  verifyConsistency,
  verifyProof,
  type JsonObject,
} from '@fieldlapse/proof';
import { haveVectors, readVector, readVectorBytes, readVectorJson, vectorFiles } from '../vectors.ts';

interface LotVector {
  lotTag: string;
  lotHead?: string;
  events: { event: object; salt: string; index: number; entry: string }[];
}
interface ConsistencyVector {
  Size1: number;
  Size2: number;
  Root1: string;
  Root2: string;
  Proof: string[] | null;
}
interface NegativeVector {
  why: string;
  entry: string;
  proof: string;
}

describe.skipIf(!haveVectors('own-logs')).each(['dev-small', 'dev-tiles'])('the log %s, written by Go', (name) => {
  const at = (path: string) => `own-logs/${name}/${path}`;
  const policy = () => parsePolicy(readVector(at('policy.txt')));
  const entries = () => readVectorJson<string[]>(at('entries.json'));

  it('has commitments, entries and a chain as we make them', () => {
    const { lotTag, lotHead, events } = readVectorJson<LotVector>(at('lot-lime.json'));
    for (const { event, salt, entry } of events) {
      const parsed = parseEntry(entry);
      const json = parseJson(JSON.stringify(event)) as JsonObject;
      expect(parsed).toMatchObject({ k: 'ev', c: toBase64Url(commitmentOf(json, fromBase64Url(salt))) });
      expect(entryText(parsed)).toBe(entry);
    }
    const chain = events.map(({ entry }) => ({ text: entry, entry: parseEntry(entry) }));
    const head = checkChain(lotTag, chain);
    expect(head).toBe(entryHead(events.at(-1)!.entry));
    if (lotHead !== undefined) expect(head).toBe(lotHead);
  });

  it('has roots, signatures and cosignatures as we compute them', () => {
    const leaves = entries().map(entryLeaf);
    for (const path of [...vectorFiles(at('checkpoints')), at('tlog/checkpoint')]) {
      const checkpoint = parseCheckpoint(readVector(path));
      expect(rootOf(leaves.slice(0, checkpoint.size))).toEqual(checkpoint.root);
      expect(judgeCheckpoint(checkpoint, policy()).cosignatures).toHaveLength(2);
    }
  });

  it('has bundles of its entries', () => {
    const bundles = vectorFiles(at('tlog/tile/entries'));
    const unpacked = bundles.flatMap((path) => unpackEntries(readVectorBytes(path)));
    expect(unpacked.map((entry) => Buffer.from(entry).toString())).toEqual(entries());
  });

  it('has proofs that hold', () => {
    const all = entries();
    const proofs = vectorFiles(at('proofs'));
    expect(proofs.length).toBeGreaterThan(9);
    for (const path of proofs) {
      const proof = parseTlogProof(readVector(path));
      const checkpoint = checkTlogProof(proof, entryLeaf(all[proof.index]!));
      expect(judgeCheckpoint(checkpoint, policy()).isWitnessed).toBe(true);
      const trusted = { policy: policy(), hash: '' };
      const given = { trusted, entry: utf8(all[proof.index]!) };
      expect(verifyProof(readVector(path), given).verdict).toBe('green');
      expect(verifyProof(readVector(path), { trusted, entry: utf8('another') }).verdict).toBe('red');
    }
    for (const { Size1, Size2, Root1, Root2, Proof } of readVectorJson<ConsistencyVector[]>(at('consistency.json'))) {
      const [root1, root2] = [fromBase64(Root1), fromBase64(Root2)];
      const claim = { size1: Size1, size2: Size2, root1, root2, proof: (Proof ?? []).map(fromBase64) };
      expect(verifyConsistency(claim)).toBe(true);
      expect(verifyConsistency({ ...claim, root1: root2, root2: root1 })).toBe(Size1 === Size2);
    }
  });
});

describe.skipIf(!haveVectors('own-logs'))('proofs that were tampered with', () => {
  const path = 'own-logs/dev-small/negative-proofs.json';
  const vectors = haveVectors('own-logs') ? readVectorJson<NegativeVector[]>(path) : [];

  it.each(vectors.map((vector, place) => ({ place, ...vector })))('$place: $why', ({ entry, proof }) => {
    const policy = parsePolicy(readVector('own-logs/dev-small/policy.txt'));
    expect(() => judgeCheckpoint(checkTlogProof(parseTlogProof(proof), leafHash(utf8(entry))), policy)).toThrow();
  });

  it('are here in number', () => {
    expect(vectors).toHaveLength(72);
  });
});
