import {
  defaultChunkBytes,
  encodeChunk,
  encodeJson,
  topics,
  type DeviceId,
  type FrameMeta,
  type SiteId,
} from '@fieldlapse/contracts';
import type { MqttSession } from '@fieldlapse/runtime';

/** A frame that the server does not have yet, and what it last said about it. */
export interface OpenFrame {
  readonly meta: FrameMeta;
  readonly jpeg: Buffer;
  received: number;
  ranges: [number, number][] | undefined;
}

const windowChunks = 8;

/**
 * Announces the frame, waits for the missing ranges, sends at most a window of them and waits until the server says
 * that they arrived. Slower than a sliding window, but a repetition after any loss is the very same step.
 */
export async function sendWindow(options: {
  readonly frame: OpenFrame;
  readonly session: MqttSession;
  readonly site: SiteId;
  readonly device: DeviceId;
  readonly until: (holds: () => boolean) => Promise<boolean>;
  readonly isAcked: (key: string) => boolean;
}): Promise<void> {
  const { frame, session, site, device, until } = options;
  const { f } = frame.meta;
  const { generation } = session;
  const isOver = () => options.isAcked(f) || session.generation !== generation || !session.connected;
  frame.ranges = undefined;
  await session.publish(topics.frameMeta(site, device, f), encodeJson(frame.meta));
  await until(() => frame.ranges !== undefined || isOver());
  const chunks = chunksOf(frame.ranges ?? []);
  let expected = frame.received;
  for (const [from, to] of chunks) {
    if (isOver()) return;
    expected += to - from;
    const packet = encodeChunk({ offset: from, bytes: frame.jpeg.subarray(from, to) });
    await session.publish(topics.frameChunk(site, device, f, from), packet, { qos: 0 });
  }
  if (chunks.length > 0) await until(() => frame.received >= expected || isOver());
  if (expected >= frame.jpeg.length) await until(isOver);
}

/** The first window of pieces of the missing ranges. */
function chunksOf(ranges: readonly [number, number][]): [number, number][] {
  const chunks: [number, number][] = [];
  for (const [from, to] of ranges) {
    for (let at = from; at < to && chunks.length < windowChunks; at += defaultChunkBytes) {
      chunks.push([at, Math.min(to, at + defaultChunkBytes)]);
    }
  }
  return chunks;
}
