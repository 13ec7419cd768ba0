import { gzipSync } from 'node:zlib';
import { connectAsync } from 'mqtt';
import { encodeChunk, encodeJson, frameIdOf, sha256Hex, type AckEntry } from '@fieldlapse/contracts';

/** What the load generator is told by its parent. */
export interface LoadOrder {
  readonly port: number;
  /** Token of each device; every one of them sends. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly kind: 'readings' | 'frames';
  /** Messages or frames of each device. */
  readonly count: number;
  /** Messages or frames of a device that wait for their ack. */
  readonly inFlight: number;
}

/** What it tells back: real ms from the first publish to the last ack. */
export interface LoadResult {
  readonly elapsedMs: number;
  readonly acked: number;
  readonly bytes: number;
}

interface Parcel {
  readonly key: string;
  readonly bytes: number;
  readonly messages: readonly { path: string; payload: Buffer; qos: 0 | 1 }[];
}

const boot = '1-00000001';
const readingsPerMessage = 60;
const frameBytes = 300_000;
const chunkBytes = 32 * 1024;

/** One batch of readings as an edge sends it: six sensors, ten rounds, one round a minute. */
function readingsParcel(index: number, startMs: number): Parcel {
  const from = index * readingsPerMessage;
  const readings = Array.from({ length: readingsPerMessage }, (_, at) => {
    const minute = Math.floor((from + at) / 6);
    const value = Math.round((28 + 4 * Math.sin(minute / 230) + ((from + at) % 7) / 10) * 10) / 10;
    return {
      sensor: `s${at % 6}`,
      quantity: 'airTempC',
      value,
      t: startMs + minute * 60_000,
      mono: minute * 60_000,
      clk: 'ntp',
    };
  });
  const payload = gzipSync(encodeJson({ v: 1, boot, from, readings }));
  return { key: `r${from}`, bytes: payload.length, messages: [{ path: 'readings', payload, qos: 1 }] };
}

/** A frame: a JPEG whose picture is one byte of scan and whose comments fill it. */
function frameParcel(device: string, index: number, startMs: number): Parcel {
  const jpeg = Buffer.alloc(frameBytes, index % 251);
  // SOI, four comment segments, a minimal frame and scan header, EOI: what intake checks of a picture.
  jpeg.writeUInt16BE(0xffd8, 0);
  let at = 2;
  while (at < frameBytes - 70_000) {
    jpeg.writeUInt16BE(0xfffe, at);
    jpeg.writeUInt16BE(60_000, at + 2);
    jpeg.writeUInt32BE(index, at + 4);
    at += 60_002;
  }
  Buffer.from('ffc0000b080010001001011100ffda0008010100003f00', 'hex').copy(jpeg, at);
  jpeg.writeUInt16BE(0xffd9, frameBytes - 2);
  const t = startMs + index * 60_000;
  const base = {
    camera: 'cam',
    seq: index,
    boot,
    t,
    mono: index * 60_000,
    clk: 'ntp',
    bytes: frameBytes,
    sha256: sha256Hex(jpeg),
  };
  const f = frameIdOf({ device, ...base });
  const messages: Parcel['messages'][number][] = [
    { path: `frame/${f}/meta`, payload: encodeJson({ v: 1, f, ...base }), qos: 1 },
  ];
  for (let offset = 0; offset < frameBytes; offset += chunkBytes) {
    const bytes = jpeg.subarray(offset, offset + chunkBytes);
    messages.push({ path: `frame/${f}/chunk/${offset}`, payload: encodeChunk({ offset, bytes }), qos: 0 });
  }
  return { key: f, bytes: frameBytes, messages };
}

/** Sends a device's parcels, at most `inFlight` without an ack; returns bytes acked as stored. */
async function sendAll(order: LoadOrder, device: string, parcels: readonly Parcel[]): Promise<void> {
  const client = await connectAsync({
    host: '127.0.0.1',
    port: order.port,
    clientId: device,
    username: device,
    password: order.tokens[device] ?? '',
    protocolVersion: 4,
    reconnectPeriod: 0,
  });
  const waiting = new Set<string>();
  let wake = () => {};
  client.on('message', (_topic, payload) => {
    for (const entry of (JSON.parse(payload.toString()) as { acks: AckEntry[] }).acks) {
      if ('topic' in entry || entry.s === 'bad') throw new Error(JSON.stringify(entry));
      waiting.delete('f' in entry ? entry.f : `r${entry.r.from}`);
    }
    wake();
  });
  await client.subscribeAsync(`fieldlapse/1/bench/${device}/down/ack`, { qos: 1 });
  const below = async (limit: number) => {
    while (waiting.size >= limit) await new Promise<void>((resolve) => (wake = resolve));
  };
  for (const { key, messages } of parcels) {
    await below(order.inFlight);
    waiting.add(key);
    for (const { path, payload, qos } of messages)
      client.publish(`fieldlapse/1/bench/${device}/up/${path}`, payload, { qos });
  }
  await below(1);
  await client.endAsync();
}

process.once('message', (order: LoadOrder) => {
  void (async () => {
    const startMs = Date.now() - order.count * 660_000;
    const devices = Object.keys(order.tokens);
    const all = devices.map((device) =>
      Array.from({ length: order.count }, (_, index) =>
        order.kind === 'readings' ? readingsParcel(index, startMs) : frameParcel(device, index, startMs),
      ),
    );
    const begun = performance.now();
    await Promise.all(devices.map((device, index) => sendAll(order, device, all[index] ?? [])));
    const parcels = all.flat();
    const bytes = parcels.reduce((sum, parcel) => sum + parcel.bytes, 0);
    const acked = order.kind === 'readings' ? parcels.length * readingsPerMessage : parcels.length;
    process.send?.({ elapsedMs: performance.now() - begun, acked, bytes } satisfies LoadResult);
  })();
});
