import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyText, parsePolicy, tilePath } from '@fieldlapse/proof';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkLog, copyLog, openBucketTiles, openDiskTiles, type TileStore } from '../../../src/index.ts';
import { bucket, s3rverKeys, startS3rver } from '../../support/buckets/s3rver.ts';
import { startStrictBucket, strictKeys, strictRegion } from '../../support/buckets/strict-bucket.ts';
import { logBed } from '../../support/log-bed.ts';
import { event, lotTag, origin, testKeys } from '../../support/test-keys.ts';

const lot = lotTag('a lot');
const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ lotTag: lot, seq: from + at, event: event(from + at) }));
const policy = parsePolicy(`log ${keyText(testKeys.signers[0]!)}\nquorum none\n`);

/** Opens the same place each time. */
type Opener = () => Promise<TileStore>;

const adapters: Record<string, () => Promise<Opener>> = {
  async 'a folder on disk'() {
    const folder = await temporary();
    return () => openDiskTiles(folder);
  },
  async 'a bucket of s3rver'() {
    const server = await startS3rver(await temporary());
    onTestFinished(server.close);
    const { endpoint } = server;
    return () =>
      openBucketTiles({ endpoint, bucket, region: 'us-east-1', keys: s3rverKeys, prefix: 'farms/a/', origin });
  },
  async 'a bucket that checks signatures and conditions'() {
    const { endpoint, close } = await startStrictBucket();
    onTestFinished(close);
    return () =>
      openBucketTiles({ endpoint, bucket, region: strictRegion, keys: strictKeys, prefix: 'farms/a/', origin });
  },
};

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-tiles-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe.each(Object.entries(adapters))('%s', (_name, place) => {
  let open: Opener;
  beforeEach(async () => {
    open = await place();
  });

  it('gives back what was written, to whoever opens it, and undefined for what is not there', async () => {
    const store = await open();
    expect(await store.read('checkpoint')).toBeUndefined();
    const files = [300, 5, 256, 1].map((width, index) => ({
      path: tilePath({ level: index % 2 === 0 ? 'entries' : 0, index: index * 1001, width: Math.min(width, 256) }),
      bytes: createHash('sha512').update(String(width)).digest(),
    }));
    await store.write(files);
    await store.publish('one\n');
    const again = await open();
    for (const { path, bytes } of files) expect(Buffer.from((await again.read(path))!)).toEqual(bytes);
    expect(Buffer.from((await again.read('checkpoint'))!).toString()).toBe('one\n');
    expect(await again.read(tilePath({ level: 0, index: 7, width: 256 }))).toBeUndefined();
  });

  it('replaces the checkpoint, writes the same file again, and takes away partial tiles alone', async () => {
    const store = await open();
    const [partial, full] = [5, 256].map((width) => tilePath({ level: 0, index: 3, width }));
    for (const text of ['one\n', 'two\n', 'two\n', 'three\n']) {
      await store.write([partial!, full!].map((path) => ({ path, bytes: Buffer.from('hashes') })));
      await store.publish(text);
    }
    await store.prune('tile/0/003.p');
    await store.prune('tile/0/004.p');
    expect(await store.read(partial!)).toBeUndefined();
    expect(Buffer.from((await store.read(full!))!).toString()).toBe('hashes');
    expect(Buffer.from((await store.read('checkpoint'))!).toString()).toBe('three\n');
  });

  it('a log in it goes on after a restart, and everybody can check it', async () => {
    const bed = await logBed();
    const log = await bed.open({ store: await open() });
    for (const [from, to] of [
      [0, 250],
      [250, 700],
    ] as const)
      await log.append(events(from, to));
    const { note } = log.head();
    await log.close();
    const again = await bed.open({ store: await open() });
    expect(again.head()).toMatchObject({ size: 701, note });
    await again.append(events(700, 702));
    await again.close();
    const reader = await open();
    expect(await checkLog(reader, policy, [note])).toMatchObject({ size: 703, continues: [701] });
    expect(await reader.read('tile/entries/000.p/1')).toBeUndefined();
  });

  it.each([
    ['an entry', 'tile/entries/000', '"s":7', '"s":8'],
    ['a hash of a full tile', 'tile/0/000', undefined, undefined],
    ['a hash of a partial tile', 'tile/0/001.p/45', undefined, undefined],
  ])('%s that was changed in it keeps the log from starting', async (_what, path, from, to) => {
    const bed = await logBed();
    const log = await bed.open({ store: await open() });
    await log.append(events(0, 300));
    await log.close();
    const store = await open();
    const bytes = Buffer.from((await store.read(path))!);
    if (from === undefined) bytes[9]! ^= 1;
    else bytes.write(to, bytes.indexOf(from));
    await store.write([{ path, bytes }]);
    await expect(bed.open({ store: await open() })).rejects.toMatchObject({ code: 'LOG_EDITED' });
  });

  it('a log that is copied to it from a folder goes on in it, also when the copy was cut off before', async () => {
    const bed = await logBed();
    const log = await bed.open();
    await log.append(events(0, 600));
    await log.close();
    const from = await openDiskTiles(bed.folder);
    const store = await open();
    await store.write([{ path: 'tile/entries/000', bytes: Buffer.from('half') }]);
    expect(await copyLog(from, store, testKeys)).toBe(601);
    expect(await copyLog(from, await open(), testKeys)).toBe(601);
    const moved = await bed.open({ store: await open() });
    await moved.append(events(600, 650));
    await moved.close();
    expect(await checkLog(await open(), policy)).toMatchObject({ size: 651 });
    await expect(copyLog(from, await open(), testKeys)).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' });
  });
});
