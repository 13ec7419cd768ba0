import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  cosign,
  parseCheckpoint,
  signCheckpoint,
  signerOf,
  tlogProofText,
  toBase64Url,
  utf8,
  noteText,
} from '@fieldlapse/proof';
import { silentLogger } from '@fieldlapse/runtime';
import { openSqliteRecords } from '@fieldlapse/store';
import { openBucketTiles, openDiskTiles, openLog, type TileStore } from '../src/index.ts';
import { proveInclusion } from '../src/log/tiles/prove.ts';
import { recomputeLog } from '../src/log/tiles/recompute.ts';
import { emptyTail } from '../src/log/tiles/tail.ts';
import { bucket, s3rverKeys } from '../test/support/buckets/s3rver.ts';

export interface BenchFigure {
  name: string;
  value: number;
  unit: string;
  goal?: string;
  met?: boolean;
}

const runMs = 8000;
const manyEntries = 1_000_000;
const key = signerOf('log.example/bench', 'log', new Uint8Array(32).fill(1));
const tagOf = (name: string): string => toBase64Url(createHash('sha256').update(name).digest().subarray(0, 16));

/** Appends with every fsync that they need, and what a proof of a large log takes. */
export async function benchLog(): Promise<BenchFigure[]> {
  const onDisk = await benchAppends('on disk', (root) => openDiskTiles(join(root, 'tlog')));
  return [...onDisk, ...(await benchBucket()), ...(await benchLargeLog())];
}

/** The same with the files in a bucket of s3rver, which fsyncs each object, in a process of its own on this machine. */
async function benchBucket(): Promise<BenchFigure[]> {
  const objects = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-objects-'));
  const server = fork(join(import.meta.dirname, '../test/support/buckets/s3rver-process.ts'), [objects]);
  const ended = once(server, 'close');
  try {
    const [endpoint] = (await once(server, 'message')) as [string];
    const place = { endpoint, bucket, region: 'us-east-1', keys: s3rverKeys, prefix: '', origin: key.name };
    return await benchAppends('in a bucket', () => openBucketTiles(place));
  } finally {
    server.kill();
    await ended;
    await rm(objects, { recursive: true });
  }
}

async function benchAppends(where: string, openTiles: (root: string) => Promise<TileStore>): Promise<BenchFigure[]> {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-log-'));
  await mkdir(join(root, 'records'));
  const records = openSqliteRecords(join(root, 'records'));
  const keys = { origin: key.name, chain: tagOf('own'), signers: [key] };
  const store = await openTiles(root);
  const log = await openLog({ store, records, keys, now: Date.now, logger: silentLogger });
  /** So many callers at once, each with a lot of its own and so many entries a call; entries/s and waits in ms. */
  async function load(
    name: string,
    callers: number,
    perCall: number,
  ): Promise<{ perSecond: number; waitsMs: number[] }> {
    const waitsMs: number[] = [];
    let entries = 0;
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: callers }, async (_, caller) => {
        const lotTag = tagOf(`${name} ${caller}`);
        for (let seq = 0; performance.now() - startedAt < runMs; seq += perCall) {
          const calledAt = performance.now();
          await log.append(
            Array.from({ length: perCall }, (_one, at) => ({ lotTag, seq: seq + at, event: eventOf(seq + at) })),
          );
          waitsMs.push(performance.now() - calledAt);
          entries += perCall;
        }
      }),
    );
    return { perSecond: (entries * 1000) / (performance.now() - startedAt), waitsMs: waitsMs.sort((a, b) => a - b) };
  }
  try {
    const single = await load('single', 1, 1);
    const many = await load('many', 200, 1);
    const bulk = await load('bulk', 4, 250);
    const longestMs = Math.max(...[single, many, bulk].map(({ waitsMs }) => waitsMs.at(-1)!));
    return [
      {
        name: `durable appends ${where}, 200 callers with one entry each`,
        value: many.perSecond,
        unit: 'entries/s',
        goal: '≥ 1,000',
        met: many.perSecond >= 1000,
      },
      {
        name: `durable appends ${where}, 4 callers with 250 entries each`,
        value: bulk.perSecond,
        unit: 'entries/s',
        goal: '≥ 1,000',
        met: bulk.perSecond >= 1000,
      },
      {
        name: `append to published checkpoint ${where}, alone, median`,
        value: single.waitsMs[single.waitsMs.length >> 1]!,
        unit: 'ms',
      },
      {
        name: `append to published checkpoint ${where}, longest under any load`,
        value: longestMs,
        unit: 'ms',
        goal: '≤ 2,000',
        met: longestMs <= 2000,
      },
    ];
  } finally {
    await log.close();
    await records.close();
    await rm(root, { recursive: true });
  }
}

async function benchLargeLog(): Promise<BenchFigure[]> {
  const files = new Map<string, Uint8Array>();
  const store: Pick<TileStore, 'read'> = { read: async (path) => files.get(path) };
  const tail = emptyTail();
  for (let from = 0; from < manyEntries; from += 10_000) {
    const entries = Array.from({ length: 10_000 }, (_, at) => utf8(entryOf(from + at)));
    for (const { path, bytes } of tail.grow(entries).files) files.set(path, bytes);
  }
  const checkpoint = signCheckpoint({ origin: key.name, size: tail.size, root: tail.root() }, [key]);
  const { note } = parseCheckpoint(checkpoint);
  const witnesses = [2, 3].map((byte) => signerOf(`witness${byte}.example`, 'witness', new Uint8Array(32).fill(byte)));
  const seen = noteText({
    ...note,
    signatures: [...note.signatures, ...witnesses.map((one) => cosign(note.text, one, 1_790_000_000))],
  });
  let largest = 0;
  let whole = 0;
  for (const index of [0, 1, 499_999, 524_287, 524_288, 999_998, 999_999]) {
    const text = tlogProofText({ index, hashes: await proveInclusion(store, index, tail.size), checkpoint: seen });
    whole = Math.max(whole, Buffer.byteLength(text));
    largest = Math.max(largest, Buffer.byteLength(text) - Buffer.byteLength(seen));
  }
  const startedAt = performance.now();
  await recomputeLog(store, { size: tail.size });
  const recomputeS = (performance.now() - startedAt) / 1000;
  return [
    {
      name: 'index and hashes of a proof in a log of 1,000,000',
      value: largest,
      unit: 'bytes',
      goal: '≤ 1,000',
      met: largest <= 1000,
    },
    { name: 'the same with checkpoint and two witnesses', value: whole, unit: 'bytes' },
    { name: 'start-up: 1,000,000 entries computed again', value: recomputeS, unit: 's' },
  ];
}

/** About as long as an entry is. */
const entryOf = (index: number): string =>
  `{"c":"${'A'.repeat(43)}","k":"ev","l":"${'B'.repeat(22)}","p":"${'C'.repeat(43)}","s":${index},"v":1}`;

/** About as large as a day's summary of a sensor. */
const eventOf = (number: number) => ({
  type: 'ObjectEvent',
  eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  eventTime: '2026-01-01T00:00:00.000+07:00',
  readPoint: { id: 'https://id.gs1.org/414/9520000000011/254/P01' },
  sensorElementList: [{ sensorReport: [{ type: 'Temperature', minValue: 21.5, maxValue: 34.25, meanValue: 27.125 }] }],
});
