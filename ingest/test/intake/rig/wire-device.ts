import { gzipSync } from 'node:zlib';
import { connectAsync, type MqttClient } from 'mqtt';
import {
  ack,
  encodeChunk,
  encodeJson,
  frameIdOf,
  parseDeviceId,
  parseSiteId,
  sha256Hex,
  topics,
  want,
  type AckEntry,
  type FrameId,
  type Reading,
  type Want,
} from '@fieldlapse/contracts';

export const boot = '7-9f3a6c01';
export const noon = Date.UTC(2026, 5, 1, 5);

/** Metadata of a frame as a device makes it; `overrides` are what a test bends. */
export function metaOf(device: string, jpeg: Uint8Array, overrides: Record<string, unknown> = {}) {
  const base = { camera: 'cam-1', seq: 1, boot, t: noon, mono: 1000, clk: 'ntp', ...overrides };
  const sha256 = sha256Hex(jpeg);
  const meta = { v: 1, ...base, bytes: jpeg.length, sha256 };
  return { f: frameIdOf({ device, ...meta }), ...meta, ...overrides };
}

export function readingOf(overrides: Partial<Record<keyof Reading, unknown>> = {}) {
  return { sensor: 'air', quantity: 'airTempC', value: 29.4, t: noon, mono: 1000, clk: 'ntp', ...overrides };
}

/** A device that speaks the wire and does nothing by itself: a test decides what it sends. */
export interface WireDevice {
  readonly acks: AckEntry[];
  readonly wants: Want[];
  readonly client: MqttClient;
  publish(path: string, payload: Buffer | string, qos?: 0 | 1): Promise<void>;
  meta(meta: { f: FrameId } & object): Promise<void>;
  chunk(f: FrameId, jpeg: Uint8Array, from: number, to: number): Promise<void>;
  /** Metadata, then all chunks of 32 KB; resolves with the ack. */
  frame(meta: { f: FrameId } & object, jpeg: Uint8Array): Promise<AckEntry>;
  readings(from: number, readings: object[], of?: string): Promise<void>;
  ackOf(f: FrameId): Promise<AckEntry>;
  ackOfReadings(from: number): Promise<AckEntry>;
  /** The next answer to a topic. */
  denied(): Promise<AckEntry>;
  /** Waits for a `down/want` that fulfils `wish`. */
  wanted(wish: (want: Want) => boolean): Promise<Want>;
  close(): Promise<void>;
}

export async function connectDevice(port: number, device: string, site = 'farm'): Promise<WireDevice> {
  const siteId = parseSiteId(site);
  const deviceId = parseDeviceId(device);
  const client = await connectAsync({
    host: '127.0.0.1',
    port,
    clientId: device,
    protocolVersion: 4,
    reconnectPeriod: 0,
  });
  const acks: AckEntry[] = [];
  const wants: Want[] = [];
  let wake = () => {};
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/ack')) acks.push(...ack.parse(JSON.parse(payload.toString())).acks);
    if (topic.endsWith('/want')) wants.push(want.parse(JSON.parse(payload.toString())));
    wake();
  });
  await client.subscribeAsync(topics.downOf(siteId, deviceId), { qos: 1 });

  async function until<T>(what: string, look: () => T | undefined): Promise<T> {
    for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    throw new Error(`no ${what}; acks ${JSON.stringify(acks)}, wants ${JSON.stringify(wants)}`);
  }

  const publish = async (path: string, payload: Buffer | string, qos: 0 | 1 = 1) => {
    await client.publishAsync(`fieldlapse/1/${site}/${device}/up/${path}`, payload, { qos });
  };
  const self: WireDevice = {
    acks,
    wants,
    client,
    publish,
    meta: (meta) => publish(`frame/${meta.f}/meta`, encodeJson(meta)),
    chunk: (f, jpeg, from, to) =>
      publish(`frame/${f}/chunk/${from}`, encodeChunk({ offset: from, bytes: jpeg.subarray(from, to) }), 0),
    async frame(meta, jpeg) {
      await self.meta(meta);
      for (let at = 0; at < jpeg.length; at += 32_768)
        await self.chunk(meta.f, jpeg, at, Math.min(jpeg.length, at + 32_768));
      return self.ackOf(meta.f);
    },
    readings: (from, readings, of = boot) =>
      publish('readings', gzipSync(encodeJson({ v: 1, boot: of, from, readings }))),
    ackOf: (f) => until(`ack of ${f}`, () => take(acks, (entry) => 'f' in entry && entry.f === f)),
    ackOfReadings: (from) =>
      until(`ack of readings ${from}`, () => take(acks, (entry) => 'r' in entry && entry.r.from === from)),
    denied: () => until('denial', () => take(acks, (entry) => 'topic' in entry)),
    wanted: (wish) => until('want', () => take(wants, wish)),
    close: () => client.endAsync(true),
  };
  return self;
}

function take<T>(list: T[], wish: (value: T) => boolean): T | undefined {
  const index = list.findIndex(wish);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}
