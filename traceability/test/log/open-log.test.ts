import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  checkChain,
  fromBase64Url,
  parseCheckpoint,
  parseEntry,
  signersOf,
  utf8,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from '@fieldlapse/proof';
import { expect, it } from 'vitest';
import { logBed } from '../support/log-bed.ts';
import { event, lotTag, testKeys } from '../support/test-keys.ts';

const lot = lotTag('a lot');
const events = (from: number, to: number, tag = lot) =>
  Array.from({ length: to - from }, (_, at) => ({ lotTag: tag, seq: from + at, event: event(from + at) }));

it('a new log begins with the entry of its key, and its checkpoint is signed', async () => {
  const bed = await logBed();
  const log = await bed.open();
  expect(log.head().size).toBe(1);
  const checkpoint = parseCheckpoint(await readFile(join(bed.folder, 'checkpoint'), 'utf8'));
  expect(checkpoint.size).toBe(1);
  expect(signersOf(checkpoint.note, testKeys.signers)).toHaveLength(1);
  const [first] = await log.records.chain(log.ownChain);
  expect(parseEntry(first!.entry)).toMatchObject({ k: 'key', op: 'add', s: 0 });
});

it('appended entries are in the published tree, linked, and every two heads are consistent', async () => {
  const bed = await logBed();
  const log = await bed.open();
  const heads = [log.head()];
  for (const [from, to] of [
    [0, 1],
    [1, 300],
    [300, 301],
    [301, 600],
  ] as const) {
    const placed = await log.append(events(from, to));
    expect(placed.map(({ index }) => index)).toEqual(placed.map((_, at) => from + at + 1));
    heads.push(log.head());
  }
  const chain = await log.records.chain(lot);
  checkChain(
    lot,
    chain.map(({ entry }) => ({ text: entry, entry: parseEntry(entry) })),
  );
  const { size, root } = log.head();
  const proofs = await log.inclusionProofs(
    chain.map(({ leafIndex }) => leafIndex!),
    size,
  );
  for (const [at, { entry, leafIndex }] of chain.entries())
    expect(verifyInclusion({ leaf: leafHash(utf8(entry)), index: leafIndex!, size, root, proof: proofs[at]! })).toBe(
      true,
    );
  for (const older of heads) {
    const proof = await log.consistencyProof(older.size, size);
    const claim = { size1: older.size, root1: older.root, size2: size, root2: root, proof };
    expect(verifyConsistency(claim)).toBe(true);
  }
  await log.close();
  const partial = (await readdir(join(bed.folder, 'tile'), { recursive: true })).filter((name) =>
    name.includes('000.p/'),
  );
  expect(partial.filter((name) => name.startsWith('0/') || name.startsWith('entries/'))).toEqual([]);
});

it('the same entry again gets the same place, another one at its place is refused', async () => {
  const bed = await logBed();
  const log = await bed.open();
  const first = await log.append(events(0, 3));
  expect(await log.append(events(0, 4))).toMatchObject([...first, { seq: 3, index: 4 }]);
  expect(log.head().size).toBe(5);
  await expect(log.append([{ lotTag: lot, seq: 1, event: event(9) }])).rejects.toThrow('is there already');
  await expect(log.append([{ lotTag: lot, seq: 6, event: event(6) }])).rejects.toThrow('the next place is 4');
  await expect(log.append([{ lotTag: 'short', seq: 0, event: event(0) }])).rejects.toThrow('badEntry');
  // All or none: the good one before the bad one is not appended either.
  await expect(log.append([...events(4, 5), { lotTag: lot, seq: 9, event: event(9) }])).rejects.toThrow(
    'next place is 5',
  );
  expect(log.head().size).toBe(5);
});

it('many callers at once share batches, and each gets its own places', async () => {
  const bed = await logBed();
  const log = await bed.open();
  const lots = Array.from({ length: 40 }, (_, at) => lotTag(`lot ${at}`));
  const placed = await Promise.all(
    lots.flatMap((tag) => [log.append(events(0, 5, tag)), log.append(events(2, 9, tag))]),
  );
  expect(new Set(placed.flat().map(({ index }) => index)).size).toBe(40 * 9);
  expect(log.head().size).toBe(1 + 40 * 9);
  expect((await log.records.checkpoints()).length).toBeLessThan(10);
});

it('a log that is opened again goes on, and appends what was recorded before a crash', async () => {
  const bed = await logBed();
  const log = await bed.open();
  await log.append(events(0, 10));
  // As a crash between records and tiles leaves it.
  const [row] = await log.append(events(10, 11));
  await log.records.addRows([
    {
      lotTag: lotTag('other'),
      seq: 0,
      entry: row!.entry.replace(lot, lotTag('other')),
      leafHash: row!.leafHash,
      event: null,
      salt: null,
    },
  ]);
  await log.close();
  const again = await bed.open();
  expect(again.head().size).toBe(13);
  expect(await again.records.pendingRows()).toEqual([]);
  expect(await again.append(events(9, 12))).toMatchObject([{ index: 10 }, { index: 11 }, { index: 13 }]);
});

it('an erased event is gone from the files, an entry says so, and its place stays', async () => {
  const bed = await logBed();
  const log = await bed.open();
  const secret = 'Nguyễn Thị Bưởi, 0900 000 000';
  await log.append([...events(0, 2), { lotTag: lot, seq: 2, event: { ...event(2), 'agri:note': secret } }]);
  const before = await log.records.row(lot, 2);
  await log.erase(lot, 2);
  await log.erase(lot, 2);
  const chain = await log.records.chain(lot);
  expect(chain.map(({ entry }) => parseEntry(entry).k)).toEqual(['ev', 'ev', 'ev', 'erase']);
  expect(chain[2]).toMatchObject({ event: null, salt: null, entry: before!.entry });
  const names = await readdir(bed.root, { recursive: true, withFileTypes: true });
  for (const file of names.filter((entry) => entry.isFile())) {
    const bytes = await readFile(join(file.parentPath, file.name));
    expect(bytes.includes(secret), file.name).toBe(false);
    expect(bytes.includes(Buffer.from(before!.salt!)), file.name).toBe(false);
  }
  await expect(log.erase(lot, 77)).rejects.toThrow('no entry 77');
});

it('salts are fresh: the same event in two lots has two commitments', async () => {
  const log = await (await logBed()).open();
  const [one, other] = await log.append([
    { lotTag: lot, seq: 0, event: event(0) },
    { lotTag: lotTag('b'), seq: 0, event: event(0) },
  ]);
  const commitments = [one, other]
    .map((placed) => parseEntry(placed!.entry))
    .map((entry) => (entry.k === 'ev' ? entry.c : ''));
  expect(new Set(commitments).size).toBe(2);
  expect(fromBase64Url(commitments[0]!)).toHaveLength(32);
});
