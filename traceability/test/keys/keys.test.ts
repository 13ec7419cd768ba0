import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyText, parseCheckpoint, parseEntry, signersOf, toBase64Url, toHex } from '@fieldlapse/proof';
import { expect, it } from 'vitest';
import { createKeyRing, readKeyRing, replaceLog, retireKey, rotateKey, openDiskTiles } from '../../src/index.ts';
import { logBed } from '../support/log-bed.ts';

it('keys lie in a file that nobody else may read, and are never overwritten', async () => {
  const { root } = await logBed();
  const path = join(root, 'log-key.json');
  const made = await createKeyRing(path, 'log.example/a');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readKeyRing(path)).toEqual(made);
  await expect(createKeyRing(path, 'log.example/a')).rejects.toThrow('never overwritten');
  await chmod(path, 0o640);
  await expect(readKeyRing(path)).rejects.toThrow('may be read by others');
  await chmod(path, 0o600);
  const secret = /PRIVATE[^"]+/.exec(await readFile(path, 'utf8'))![0];
  await writeFile(path, (await readFile(path, 'utf8')).replace(secret, secret.slice(0, -1)));
  const refused = await readKeyRing(path).catch((error: unknown) => error as Error);
  expect(String(refused)).not.toContain(secret.slice(40, 60));
  await expect(createKeyRing(join(root, 'b.json'), 'has spaces')).rejects.toThrow('cannot name a log');
});

it('a rotation overlaps: both keys sign until the old one is retired, and entries say so', async () => {
  const bed = await logBed();
  const path = join(bed.root, 'log-key.json');
  const first = await createKeyRing(path, 'log.example/a');
  const log = await bed.open({ keys: first });
  const both = await rotateKey(log, path);
  await expect(rotateKey(log, path)).rejects.toThrow('retire the old key first');
  await log.append([{ lotTag: toBase64Url(new Uint8Array(16)), seq: 0, body: { k: 'release' } }]);
  const signedBy = () => signersOf(parseCheckpoint(log.head().note).note, both.signers).length;
  expect(signedBy()).toBe(2);
  await retireKey(log, path, toHex(first.signers[0]!.id));
  await log.append([{ lotTag: toBase64Url(new Uint8Array(16)), seq: 1, body: { k: 'release' } }]);
  expect(signedBy()).toBe(1);
  const own = (await log.records.chain(log.ownChain)).map(({ entry }) => parseEntry(entry));
  expect(own.map((entry) => (entry.k === 'key' ? [entry.op, entry.key] : []))).toEqual([
    ['add', keyText(first.signers[0]!)],
    ['add', keyText(both.signers[1]!)],
    ['retire', keyText(first.signers[0]!)],
  ]);
  await log.close();
  const again = await bed.open({ keys: await readKeyRing(path) });
  expect(again.head().size).toBe(5);
  await expect(retireKey(again, path, toHex(both.signers[1]!.id))).rejects.toThrow('no key');
});

it('a log whose key is lost to others is closed for good; the new one names its final head', async () => {
  const bed = await logBed();
  const [old, next] = [join(bed.root, 'old.json'), join(bed.root, 'next.json')];
  const keys = await createKeyRing(old, 'log.example/a');
  const log = await bed.open({ keys });
  const { size, root } = log.head();
  await expect(replaceLog(log, { old, next }, 'log.example/a', 1)).rejects.toThrow('another name');
  await replaceLog(log, { old, next }, 'log.example/b', 1_700_000_000_000);
  await log.close();
  await expect(bed.open({ keys: await readKeyRing(old) })).rejects.toThrow('was closed at 1 entries');
  const other = await logBed();
  const fresh = await other.open({ keys: await readKeyRing(next), store: await openDiskTiles(other.folder) });
  const [first] = await fresh.records.chain(fresh.ownChain);
  expect(parseEntry(first!.entry)).toMatchObject({ from: { o: 'log.example/a', n: size, h: toBase64Url(root) } });
});
