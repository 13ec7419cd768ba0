import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeChunk,
  decodeJson,
  encodeJson,
  frameMeta,
  parseSiteId,
  parseTopic,
  readingBatch,
  topics,
  type FrameMeta,
  type Reading,
} from '@fieldlapse/contracts';
import { manualClock, silentLogger, sleep, startMqttSession } from '@fieldlapse/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { faultyClock, startLink, startMqttNode } from '../../src/index.ts';

const mosquitto = '/usr/sbin/mosquitto';
const isPresent = existsSync(mosquitto);
if (!isPresent) console.log(`skipped: ${mosquitto} is not installed`);
const now = Date.UTC(2026, 7, 1);
const site = parseSiteId('farm');

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function startBroker(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-sim-'));
  const port = await freePort();
  await writeFile(join(folder, 'broker.conf'), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child = spawn(mosquitto, ['-c', join(folder, 'broker.conf')], { stdio: 'ignore' });
  onTestFinished(async () => {
    child.kill();
    await new Promise((resolve) => child.once('exit', resolve));
    await rm(folder, { recursive: true });
  });
  return port;
}

/** The smallest server: it assembles frames, answers wants and acks. */
async function startServer(port: number) {
  const frames = new Map<string, { meta: FrameMeta; bytes: Buffer; offsets: Set<number>; received: number }>();
  const readings: Reading[] = [];
  const seen: string[] = [];
  const statuses: string[] = [];
  let isConnected = false;

  function receive(topic: string, payload: Buffer): void {
    seen.push(topic);
    const parsed = parseTopic(topic);
    if (parsed.kind === 'status') statuses.push(payload.toString());
    if (parsed.kind === 'down' || parsed.kind === 'notice') return;
    const answer = (kind: 'ack' | 'want', body: object) =>
      void session.publish(topics.down(site, parsed.device, kind), encodeJson({ v: 1, ...body }));
    if (parsed.kind === 'readings') {
      const { boot, from, readings: values } = decodeJson(readingBatch, payload, topic);
      readings.push(...values);
      answer('ack', { acks: [{ r: { boot, from, to: from + values.length - 1 }, s: 'stored' }] });
    }
    if (parsed.kind === 'frame-meta') {
      const meta = decodeJson(frameMeta, payload, topic);
      const fresh = { meta, bytes: Buffer.alloc(meta.bytes), offsets: new Set<number>(), received: 0 };
      const frame = frames.get(meta.f) ?? fresh;
      frames.set(meta.f, frame);
      const missing: [number, number][] = [];
      for (let at = 0; at < meta.bytes; at += 32_768) {
        if (!frame.offsets.has(at)) missing.push([at, Math.min(meta.bytes, at + 32_768)]);
      }
      if (missing.length === 0) answer('ack', { acks: [{ f: meta.f, s: 'dup' }] });
      else answer('want', { frames: [{ f: meta.f, received: frame.received, ranges: missing }] });
    }
    if (parsed.kind === 'frame-chunk') {
      const frame = frames.get(parsed.frame)!;
      const { offset, bytes } = decodeChunk(payload);
      frame.bytes.set(bytes, offset);
      if (!frame.offsets.has(offset)) frame.received += bytes.length;
      frame.offsets.add(offset);
      const { f } = frame.meta;
      if (frame.received === frame.meta.bytes) answer('ack', { acks: [{ f, s: 'stored' }] });
      else answer('want', { frames: [{ f, received: frame.received }] });
    }
  }

  const session = startMqttSession({
    ...{ host: '127.0.0.1', port, clientId: 'server', token: 'x', logger: silentLogger },
    subscriptions: [topics.anyUp('+')],
    onMessage: receive,
    onConnect: () => (isConnected = true),
  });
  onTestFinished(() => session.close());
  while (!isConnected) await sleep(5);
  return { frames, readings, seen, statuses };
}

function startNode(port: number, options: object = {}, clock = faultyClock(manualClock(now), {})) {
  const identity = { site: 'farm', device: 'node-1', token: 'x', boot: '1-0123abcd', stallMs: 300 };
  const config = { host: '127.0.0.1', port, ...identity, ...options };
  const node = startMqttNode({ config, clock, logger: silentLogger });
  onTestFinished(() => node.close());
  return node;
}

const picture = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7) % 253));

it.skipIf(!isPresent)('delivers frames and readings and resolves with the acks of the server', async () => {
  const port = await startBroker();
  const server = await startServer(port);
  const node = startNode(port);
  const ack = await node.sendFrame('cam', picture);
  expect(ack).toMatchObject({ s: 'stored' });
  expect([...server.frames.values()][0]!.bytes.equals(picture)).toBe(true);
  const values = [21.5, null].map((value) => ({ sensor: 'block', quantity: 'airTempC' as const, value }));
  expect(await node.sendReadings(values)).toMatchObject({ s: 'stored', r: { from: 0, to: 1 } });
  expect(await node.sendReadings(values)).toMatchObject({ r: { from: 2, to: 3 } });
  expect(server.readings.map(({ value, t, clk }) => [value, t, clk])).toContainEqual([21.5, now, 'rtc']);
});

it.skipIf(!isPresent)('delivers whole frames over a link that is cut again and again', async () => {
  const port = await startBroker();
  const server = await startServer(port);
  const link = await startLink({ targetHost: '127.0.0.1', targetPort: port, kbpsUp: 16_000 });
  onTestFinished(() => link.close());
  const node = startNode(link.port);
  const sending = [0, 1, 2].map((index) => node.sendFrame('cam', Buffer.concat([picture, Buffer.from([index])])));
  for (let cut = 0; cut < 2; cut += 1) {
    const already = link.bytesUp;
    while (link.bytesUp < already + 60_000) await sleep(2);
    link.cutNow();
  }
  const acks = await Promise.all(sending);
  expect(acks.every((entry) => 's' in entry && entry.s !== 'bad')).toBe(true);
  expect([...server.frames.values()].every(({ bytes }) => bytes.subarray(0, 400_000).equals(picture))).toBe(true);
  expect(server.frames.size).toBe(3);
});

it.skipIf(!isPresent)('loses what was not acked with its power, and the broker speaks its last will', async () => {
  const port = await startBroker();
  const server = await startServer(port);
  const link = await startLink({ targetHost: '127.0.0.1', targetPort: port, kbpsUp: 800 });
  onTestFinished(() => link.close());
  const node = startNode(link.port);
  const sending = node.sendFrame('cam', picture);
  while (link.bytesUp < 60_000) await sleep(2);
  const lost = expect(sending).rejects.toThrow('lost its power');
  await node.losePower();
  await lost;
  while (!server.statuses.some((text) => text.includes('"online":false'))) await sleep(5);
  const again = startNode(port, { boot: '2-0123abcd' });
  expect(await again.sendFrame('cam', picture)).toMatchObject({ s: 'stored' });
});

it.skipIf(!isPresent)('says that it has no clock, and publishes under strange topics where it is told to', async () => {
  const port = await startBroker();
  const server = await startServer(port);
  const clockless = startNode(port, {}, faultyClock(manualClock(now), { noneUntil: now + 1 }));
  await clockless.sendReadings([{ sensor: 'block', quantity: 'rainMm', value: 0 }]);
  expect(server.readings[0]).toMatchObject({ clk: 'none', t: 0 });
  const thief = startNode(port, { device: 'thief', posesAs: 'node-1' });
  thief.sendReadings([{ sensor: 'block', quantity: 'rainMm', value: 9 }]).catch(() => {});
  while (!server.readings.some(({ value }) => value === 9)) await sleep(5);
  expect(server.seen).toContain('fieldlapse/1/farm/node-1/up/readings');
  expect(server.seen.filter((topic) => topic.includes('thief'))).toEqual([]);
});
