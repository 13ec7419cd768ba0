import {
  ackEntry,
  decodeChunk,
  decodeJson,
  deviceAlert,
  encodeJson,
  frameMeta,
  parseDeviceId,
  parseSiteId,
  parseTopic,
  readingBatch,
  sha256Hex,
  status,
  topics,
  type AckEntry,
  type DeviceAlert,
  type FrameId,
  type FrameMeta,
  type Reading,
  type Status,
} from '@fieldlapse/contracts';
import { silentLogger, startMqttSession } from '@fieldlapse/runtime';
import { cleanup, until } from './testbed.ts';

export const site = parseSiteId('farm');
export const device = parseDeviceId('node-1');

/** How the server judges a frame that is complete; the default stores it. */
type Judge = (meta: FrameMeta) => AckEntry | undefined;

interface Holding {
  readonly meta: FrameMeta;
  readonly bytes: Buffer;
  readonly have: Uint8Array;
  chunks: number;
}

/** Plays intake by the wire contract: assembles, checks, acknowledges. */
export async function startServer(
  port: number,
  options: { judge?: Judge; silent?: () => boolean; device?: string } = {},
) {
  const of = parseDeviceId(options.device ?? device);
  const holdings = new Map<FrameId, Holding>();
  const stored = new Map<FrameId, FrameMeta>();
  const thinned = new Map<FrameId, FrameMeta>();
  const readings = new Map<string, Reading>();
  const statuses: Status[] = [];
  const alerts: DeviceAlert[] = [];
  const reports: { rev: number; applied: boolean; error?: string }[] = [];
  /** What came in, in order: `meta:{f}`, `chunk:{f}:{offset}`, `readings:{from}`, `status`. */
  const log: string[] = [];
  const payload = { chunkBytes: 0, batches: 0 };
  let connected = false;

  const session = startMqttSession({
    host: '127.0.0.1',
    port,
    clientId: `server-${port}`,
    token: '',
    logger: silentLogger,
    subscriptions: [topics.upOf(site, of)],
    onConnect: () => (connected = true),
    onMessage,
  });
  cleanup(() => session.close());
  await until(() => connected);

  const down = (kind: 'ack' | 'want' | 'config', message: unknown, retain = false) =>
    void session.publish(topics.down(site, of, kind), encodeJson(message), { retain });
  const acknowledge = (entry: AckEntry) => down('ack', { v: 1, acks: [ackEntry.parse(entry)] });

  function onMessage(topic: string, bytes: Buffer): void {
    const parsed = parseTopic(topic);
    if (parsed.kind === 'frame-meta') onMeta(decodeJson(frameMeta, bytes, topic));
    else if (parsed.kind === 'frame-chunk') onChunk(parsed.frame, bytes);
    else if (parsed.kind === 'readings') onReadings(bytes);
    else if (parsed.kind === 'alert') alerts.push(decodeJson(deviceAlert, bytes, topic));
    else if (parsed.kind === 'status') {
      statuses.push(decodeJson(status, bytes, topic));
      log.push('status');
    } else if (parsed.kind === 'report') reports.push(JSON.parse(bytes.toString()) as (typeof reports)[number]);
  }

  function onMeta(meta: FrameMeta): void {
    log.push(`meta:${meta.f}`);
    if (options.silent?.()) return;
    if (meta.thinned) {
      thinned.set(meta.f, meta);
      return acknowledge({ f: meta.f, s: 'stored' });
    }
    if (stored.has(meta.f)) return acknowledge({ f: meta.f, s: 'dup' });
    const holding = holdings.get(meta.f) ?? {
      meta,
      bytes: Buffer.alloc(meta.bytes),
      have: new Uint8Array(meta.bytes),
      chunks: 0,
    };
    holdings.set(meta.f, holding);
    answer(holding, true);
  }

  function onChunk(f: FrameId, packet: Buffer): void {
    const { offset, bytes } = decodeChunk(packet);
    log.push(`chunk:${f}:${offset}`);
    payload.chunkBytes += bytes.length;
    const holding = holdings.get(f);
    if (!holding) return;
    holding.bytes.set(bytes, offset);
    holding.have.fill(1, offset, offset + bytes.length);
    holding.chunks += 1;
    if (options.silent?.()) return;
    if (!holding.have.includes(0)) return finish(holding);
    if (holding.chunks % 4 === 0) answer(holding, false);
  }

  function answer({ meta, have }: Holding, withRanges: boolean): void {
    const ranges: [number, number][] = [];
    for (let at = have.indexOf(0); at >= 0;) {
      const end = have.indexOf(1, at) < 0 ? have.length : have.indexOf(1, at);
      ranges.push([at, end]);
      at = have.indexOf(0, end);
    }
    const received = have.length - ranges.reduce((sum, [from, to]) => sum + to - from, 0);
    down('want', { v: 1, frames: [{ f: meta.f, received, ...(withRanges && { ranges: ranges.slice(0, 64) }) }] });
  }

  function finish({ meta, bytes }: Holding): void {
    holdings.delete(meta.f);
    const verdict = options.judge?.(meta);
    if (verdict) return acknowledge(verdict);
    if (sha256Hex(bytes) !== meta.sha256) return acknowledge({ f: meta.f, s: 'bad', code: 'FRAME_HASH' });
    stored.set(meta.f, meta);
    acknowledge({ f: meta.f, s: 'stored' });
  }

  function onReadings(bytes: Buffer): void {
    if (options.silent?.()) return;
    const { boot, from, readings: batch } = decodeJson(readingBatch, bytes, 'readings');
    log.push(`readings:${from}`);
    payload.batches += 1;
    let fresh = 0;
    for (const [index, reading] of batch.entries()) {
      const key = `${boot}/${from + index}`;
      if (!readings.has(key)) fresh += 1;
      readings.set(key, reading);
    }
    acknowledge({ r: { boot, from, to: from + batch.length - 1 }, s: fresh > 0 ? 'stored' : 'dup' });
  }

  return { stored, thinned, readings, statuses, alerts, reports, log, payload, down, acknowledge, holdings };
}
