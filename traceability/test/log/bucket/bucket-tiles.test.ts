import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkChain, keyText, parseCheckpoint, parseEntry, parsePolicy } from '@fieldlapse/proof';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkLog, openBucketTiles, readBucketKeys, type TileStore, type TransparencyLog } from '../../../src/index.ts';
import {
  startStrictBucket,
  strictKeys,
  strictRegion,
  type Fault,
  type StrictBucket,
} from '../../support/buckets/strict-bucket.ts';
import { logBed, type LogBed } from '../../support/log-bed.ts';
import { event, lotTag, origin, testKeys } from '../../support/test-keys.ts';

const lot = lotTag('a lot');
const events = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ lotTag: lot, seq: from + at, event: event(from + at) }));
const policy = parsePolicy(`log ${keyText(testKeys.signers[0]!)}\nquorum none\n`);
const placeOf = ({ endpoint }: StrictBucket) => ({
  ...{ endpoint, bucket: 'records', region: strictRegion, keys: strictKeys, prefix: '', origin, timeoutMs: 1000 },
});
const checkpointKey = `${origin}/checkpoint`;

let strict: StrictBucket;
beforeEach(async () => {
  strict = await startStrictBucket();
  return strict.close;
});
const open = (change: object = {}): Promise<TileStore> => openBucketTiles({ ...placeOf(strict), ...change });

describe('what the bucket answers', () => {
  const always = (fault: Fault) => () => (strict.faultOf = () => fault);
  it.each<[string, string, string, () => unknown]>([
    ['is down', 'BUCKET_UNREACHABLE', '', () => strict.close()],
    ['hangs', 'BUCKET_UNREACHABLE', 'timeout', always({ when: 'before', delayMs: 3000 })],
    ['breaks off', 'BUCKET_UNREACHABLE', '', always({ when: 'before', cut: true })],
    ['answers 500', 'BUCKET_UNREACHABLE', '500', always({ when: 'before', status: 500, code: 'InternalError' })],
    ['is too busy', 'BUCKET_UNREACHABLE', 'SlowDown', always({ when: 'before', status: 503, code: 'SlowDown' })],
    ['denies access', 'BUCKET_REFUSED', 's3:PutObject', always({ when: 'before', status: 403, code: 'AccessDenied' })],
    ['does not understand', 'BUCKET_REFUSED', 'said What', always({ when: 'before', status: 400, code: 'What' })],
    ['is not there', 'BUCKET_REFUSED', 'make the bucket', () => (strict.exists = false)],
    ['has another time', 'BUCKET_REFUSED', 'the clock of this machine', () => (strict.clockMs = 3_600_000)],
  ])('a bucket that %s: a code and what to do, for reading and writing', async (_what, code, words, make) => {
    const store = await open();
    await make();
    for (const call of [
      () => store.read('checkpoint'),
      () => store.write([{ path: 'tile/0/000.p/1', bytes: Buffer.alloc(32) }]),
      () => store.publish('one\n'),
    ])
      await expect(call()).rejects.toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(strict.objects.size).toBe(0);
  });

  it.each([
    ['id', { keys: { ...strictKeys, accessKeyId: 'AKOTHER' } }, 'accessKeyId'],
    ['secret', { keys: { ...strictKeys, secretAccessKey: 'guessed' } }, 'secretAccessKey'],
    ['region', { region: 'us-east-1' }, 'traceability.tiles.region'],
  ])('a wrong %s is named, and no key is in the message', async (_what, change, words) => {
    const store = await open(change);
    const error: unknown = await store.publish('one\n').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'BUCKET_REFUSED', message: expect.stringContaining(words) as string });
    for (const secret of ['AKOTHER', 'guessed', ...Object.values(strictKeys)])
      expect(String((error as Error).message)).not.toContain(secret);
  });

  it('reads no more than a file of a log can have', async () => {
    const store = await open();
    for (const [path, most] of [
      ['tile/0/000', 8192],
      ['tile/entries/000.p/1', 65_537],
      ['checkpoint', 65_536],
    ] as const) {
      strict.objects.set(`${origin}/${path}`, { bytes: Buffer.alloc(most), headers: {} });
      expect((await store.read(path))?.length).toBe(most);
      strict.objects.set(`${origin}/${path}`, { bytes: Buffer.alloc(most + 1), headers: {} });
      await expect(store.read(path)).rejects.toMatchObject({ code: 'LOG_EDITED' });
    }
  });

  it('one hiccup of each kind is passed over', async () => {
    const store = await open();
    const hiccups: Fault[] = [
      { when: 'before', cut: true },
      { when: 'after', cut: true },
      { when: 'before', status: 503, code: 'SlowDown' },
      { when: 'after', status: 500, code: 'InternalError' },
    ];
    for (const [at, hiccup] of hiccups.entries()) {
      let isFirst = true;
      strict.faultOf = (method) => (method === 'PUT' && isFirst && !(isFirst = false) ? hiccup : undefined);
      await store.publish(`${at}\n`);
      expect(strict.objects.get(checkpointKey)?.bytes.toString()).toBe(`${at}\n`);
    }
  });
});

it('checkpoints are never kept by caches, tiles for ever, with the media types of tlog-tiles', async () => {
  const log = await (await logBed()).open({ store: await open() });
  await log.append(events(0, 3));
  expect(strict.objects.get(checkpointKey)?.headers).toEqual({
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
  });
  expect(strict.objects.get(`${origin}/tile/entries/000.p/4`)?.headers).toEqual({
    'content-type': 'application/octet-stream',
    'cache-control': 'public, max-age=31536000, immutable',
  });
});

it('asks a few things at once, not everything and not one by one', async () => {
  const bed = await logBed();
  strict.faultOf = () => ({ when: 'before', delayMs: 50 });
  const log = await bed.open({ store: await open() });
  await log.append(events(0, 2000));
  await log.append(events(2000, 4000));
  await log.close();
  // Eight files, and partial tiles that are looked for meanwhile.
  expect([8, 9]).toContain(strict.mostAtOnce());
  await (await bed.open({ store: await open() })).close();
  expect(strict.mostAtOnce()).toBe(16);
});

describe('a log whose bucket fails', () => {
  it('signs nothing while tiles are missing, and publishes what it signed once the bucket is back', async () => {
    const bed = await logBed();
    const log = await bed.open({ store: await open() });
    await log.append(events(0, 2));
    const denied: Fault = { when: 'before', status: 403, code: 'AccessDenied' };
    strict.faultOf = (method, key) => (method === 'PUT' && key.includes('/tile/0/') ? denied : undefined);
    await expect(log.append(events(2, 4))).rejects.toMatchObject({ code: 'BUCKET_REFUSED' });
    expect((await log.records.checkpoints()).map(({ size }) => size)).toEqual([1, 3]);
    strict.faultOf = (method, key) => (method === 'PUT' && key === checkpointKey ? denied : undefined);
    await expect(log.append(events(2, 4))).rejects.toMatchObject({ code: 'BUCKET_REFUSED' });
    expect(await checkLog(await open(), policy)).toMatchObject({ size: 3 });
    strict.faultOf = () => undefined;
    // Nothing is new: yet it must not be acknowledged before it is published.
    expect(await log.append(events(2, 4))).toMatchObject([{ index: 3 }, { index: 4 }]);
    expect(await checkLog(await open(), policy)).toMatchObject({ size: 5 });
  });

  /** At which requests of a batch something goes wrong, and how; whether the process starts anew after it. */
  const troubles = fc.array(
    fc.record({
      entries: fc.integer({ min: 1, max: 300 }),
      at: fc.integer({ min: 0, max: 12 }),
      lasts: fc.integer({ min: 1, max: 6 }),
      fault: fc.constantFrom<Fault>(
        { when: 'before', cut: true },
        { when: 'after', cut: true },
        { when: 'before', status: 403, code: 'AccessDenied' },
        { when: 'after', status: 403, code: 'AccessDenied' },
      ),
      restarts: fc.boolean(),
    }),
    { minLength: 2, maxLength: 6 },
  );

  it('loses nothing that it acknowledged, forks nowhere and serves only what is whole, whatever fails when', async () => {
    await fc.assert(
      fc.asyncProperty(troubles, fc.constantFrom('kept', 'ignored', 'unknown'), async (plan, conditions) => {
        strict.objects.clear();
        Object.assign(strict, { conditions, faultOf: () => undefined });
        const bed = await logBed();
        let log = await bed.open({ store: await open() });
        const served: string[] = [];
        const told = new Map<number, { index: number; leafHash: string }>();
        let next = 0;
        for (const { entries, at, lasts, fault, restarts } of plan) {
          let asked = 0;
          strict.faultOf = () => ((asked += 1) > at && asked <= at + lasts ? fault : undefined);
          const batch = events(next, next + entries);
          const placed = await log.append(batch).catch(() => undefined);
          strict.faultOf = () => undefined;
          served.push(strict.objects.get(checkpointKey)!.bytes.toString());
          // What stands there is whole at every moment, also right after a failure.
          const { size } = await checkLog(await open(), policy, served);
          if (placed) expect(size).toBeGreaterThan(placed.at(-1)!.index);
          if (restarts) {
            await log.close();
            log = await bed.open({ store: await open() });
          }
          for (const { seq, index, leafHash } of placed ?? (await log.append(batch)))
            told.set(seq, { index, leafHash });
          next += entries;
        }
        await mustHoldAll(log, told, served);
        await log.close();
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  async function mustHoldAll(
    log: TransparencyLog,
    told: ReadonlyMap<number, { index: number; leafHash: string }>,
    served: readonly string[],
  ): Promise<void> {
    const signed = (await log.records.checkpoints()).map(({ note }) => note);
    const { size } = await checkLog(await open(), policy, [...signed, ...served]);
    const chain = await log.records.chain(lot);
    expect(chain.map(({ leafIndex, leafHash }) => ({ index: leafIndex, leafHash }))).toEqual([...told.values()]);
    expect(size).toBe(1 + told.size);
  }
});

describe('two servers with one key and one bucket', () => {
  /** A second machine with a copy of everything, as somebody makes it who moves a server and forgets the old one. */
  async function twins(conditions: StrictBucket['conditions']): Promise<[TransparencyLog, TransparencyLog, LogBed]> {
    strict.conditions = conditions;
    const [bed, other] = [await logBed(), await logBed()];
    const first = await bed.open({ store: await open() });
    await first.append(events(0, 3));
    await first.close();
    await copyRecords(bed, other);
    return [await bed.open({ store: await open() }), await other.open({ store: await open() }), other];
  }
  const copyRecords = (from: LogBed, to: LogBed) =>
    cp(join(from.root, 'records'), join(to.root, 'records'), { recursive: true });

  it.each(['kept', 'ignored', 'unknown'] as const)(
    'the second one stops before it signs anything (conditions %s)',
    async (conditions) => {
      const [one, other, bed] = await twins(conditions);
      await one.append(events(3, 5));
      await expect(other.append(events(3, 9))).rejects.toMatchObject({ code: 'LOG_OTHER_WRITER' });
      await expect(other.append(events(3, 9))).rejects.toMatchObject({ code: 'LOG_OTHER_WRITER' });
      expect((await other.records.checkpoints()).map(({ size }) => size)).toEqual([1, 4]);
      await one.append(events(5, 6));
      expect(await checkLog(await open(), policy, [other.head().note])).toMatchObject({ size: 7 });
      // The first is stopped: the second one goes on from what was published, and no chain is broken.
      await one.close();
      await other.close();
      const next = await bed.open({ store: await open() });
      expect(await next.append(events(6, 9))).toMatchObject([{ index: 7 }, { index: 8 }, { index: 9 }]);
      const chain = await next.records.chain(lot);
      checkChain(
        lot,
        chain.map(({ entry }) => ({ text: entry, entry: parseEntry(entry) })),
      );
      expect(await checkLog(await open(), policy)).toMatchObject({ size: 10 });
    },
  );

  it('of two that append in the same moment one publishes, where the server keeps conditions', async () => {
    const [one, other] = await twins('kept');
    let waiting = 0;
    let goOn = () => {};
    const both = new Promise<void>((resolve) => (goOn = resolve));
    strict.beforePut = async (key) => {
      if (key !== checkpointKey) return;
      if ((waiting += 1) === 2) goOn();
      await both;
    };
    const ended = await Promise.allSettled([one.append(events(3, 5)), other.append(events(3, 9))]);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const loser = ended.find((end) => end.status === 'rejected')!;
    expect(loser.reason).toMatchObject({ code: 'LOG_OTHER_WRITER' });
    const published = parseCheckpoint(strict.objects.get(checkpointKey)!.bytes.toString());
    expect([6, 10]).toContain(published.size);
  });
});

it('keys come from a file that nobody else may read, and what is wrong with it is said without them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-bucket-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'bucket-keys.json');
  const refused = (words: string) => ({
    code: 'BUCKET_KEYS_REFUSED',
    message: expect.stringContaining(words) as string,
  });
  await expect(readBucketKeys(path)).rejects.toMatchObject(refused('not there'));
  await writeFile(path, JSON.stringify(strictKeys), { mode: 0o600 });
  expect(await readBucketKeys(path)).toEqual(strictKeys);
  await writeFile(join(folder, 'open.json'), JSON.stringify(strictKeys), { mode: 0o644 });
  await expect(readBucketKeys(join(folder, 'open.json'))).rejects.toMatchObject(refused('read by others'));
  await writeFile(path, `{"accessKeyId":"AK","secretAccessKey":`);
  await expect(readBucketKeys(path)).rejects.toMatchObject(refused('damaged'));
});
