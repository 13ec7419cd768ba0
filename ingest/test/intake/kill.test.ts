import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '@fieldlapse/contracts';
import { silentLogger } from '@fieldlapse/runtime';
import { intakeMigrations, openStores, type IntakeTables } from '@fieldlapse/store';
import { jpegOf } from './rig/jpeg.ts';
import { noMosquitto, startMosquitto } from './rig/mosquitto.ts';
import { connectDevice, metaOf, noon, readingOf, type WireDevice } from './rig/wire-device.ts';

const frameCount = 60;
const batchCount = 60;
const readingsPerBatch = 20;
const kills = 6;
const main = join(import.meta.dirname, '../../src/main.ts');

describe.skipIf(noMosquitto)('intake that is killed', () => {
  it('has everything that it acked, and nothing twice', { timeout: 90_000 }, async () => {
    const broker = await startMosquitto();
    const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-kill-'));
    const configPath = join(folder, 'intake.yaml');
    await writeFile(
      configPath,
      JSON.stringify({ data: folder, intake: { host: '127.0.0.1', port: broker.port, token: 'x' } }),
    );
    let child = start(configPath);
    const device = await connectDevice(broker.port, 'node-1');
    const acked = new Set<string>();
    const stop = new AbortController();
    const sending = Promise.all([sendFrames(device, acked, stop.signal), sendReadings(device, acked, stop.signal)]);
    for (let kill = 0; kill < kills; kill += 1) {
      const before = acked.size;
      while (acked.size < Math.min(before + 8, frameCount + batchCount)) await pause(5);
      await end(child, 'SIGKILL');
      child = start(configPath);
    }
    await sending;
    stop.abort();
    await device.close();
    expect(await end(child, 'SIGTERM')).toBe(0);
    await judge(folder, acked);
    await broker.stop();
    await rm(folder, { recursive: true });
  });
});

function start(configPath: string): ChildProcess {
  return spawn(process.execPath, [main, configPath], { stdio: 'ignore' });
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const frameOf = (index: number) => {
  const jpeg = jpegOf(index + 1, 40_000);
  return { jpeg, meta: metaOf('node-1', jpeg, { seq: index, t: noon + index * 1000 }) };
};

/** Sends each frame again and again until it is acked. */
async function sendFrames(device: WireDevice, acked: Set<string>, signal: AbortSignal): Promise<void> {
  for (let index = 0; index < frameCount; index += 1) {
    const { jpeg, meta } = frameOf(index);
    while (!acked.has(meta.f) && !signal.aborted) {
      await device.meta(meta);
      await device.chunk(meta.f, jpeg, 0, jpeg.length);
      await collect(device, acked, () => acked.has(meta.f));
    }
  }
}

/** Sends batches that overlap: each repeats the second half of the one before. */
async function sendReadings(device: WireDevice, acked: Set<string>, signal: AbortSignal): Promise<void> {
  for (let index = 0; index < batchCount; index += 1) {
    const from = index * (readingsPerBatch / 2);
    const readings = Array.from({ length: readingsPerBatch }, (_, at) => {
      const mono = (from + at) * 1000;
      return readingOf({ t: noon + mono, mono, value: from + at });
    });
    while (!acked.has(`r${from}`) && !signal.aborted) {
      await device.readings(from, readings);
      await collect(device, acked, () => acked.has(`r${from}`));
    }
  }
}

async function collect(device: WireDevice, acked: Set<string>, enough: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 300; Date.now() < deadline && !enough(); await pause(2)) {
    for (const entry of device.acks.splice(0)) {
      if ('topic' in entry || entry.s === 'bad') throw new Error(JSON.stringify(entry));
      acked.add('f' in entry ? entry.f : `r${entry.r.from}`);
    }
  }
}

async function judge(folder: string, acked: Set<string>): Promise<void> {
  expect(acked.size).toBe(frameCount + batchCount);
  const stores = await openStores({ folder, logger: silentLogger });
  const db = await stores.records.openReadOnly<IntakeTables>('intake', intakeMigrations.length);
  const frames = await db.selectFrom('frames').selectAll().execute();
  expect(frames).toHaveLength(frameCount);
  for (const { f, sha256, blobKey } of frames) {
    expect(acked.has(f)).toBe(true);
    expect(sha256Hex(await stores.blobs.get(blobKey))).toBe(sha256);
  }
  const changes = await db.selectFrom('changes').select('key').where('kind', '=', 'frame').execute();
  expect(new Set(changes.map(({ key }) => key)).size).toBe(changes.length);
  const batches = await db.selectFrom('readingBatches').select(['fromSeq', 'toSeq']).orderBy('fromSeq').execute();
  const seqs = batches.flatMap(({ fromSeq, toSeq }) =>
    Array.from({ length: toSeq - fromSeq + 1 }, (_, at) => fromSeq + at),
  );
  const count = (batchCount + 1) * (readingsPerBatch / 2);
  expect(seqs).toEqual(Array.from({ length: count }, (_, seq) => seq));
  const points = await stores.series.range('farm/air/airTempC', 0, noon * 2, 10_000);
  expect(points.map(({ value }) => value)).toEqual(seqs);
  await db.destroy();
  await stores.close();
}
