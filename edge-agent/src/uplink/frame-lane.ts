import {
  encodeChunk,
  encodeJson,
  FieldlapseError,
  topics,
  type AckEntry,
  type DeviceId,
  type FrameId,
  type SiteId,
  type Want,
} from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import type { Spool } from '../spool/spool.ts';
import type { Flow } from './flow.ts';
import type { Packet } from './packet.ts';
import { startTransfer, type Transfer } from './transfer.ts';

/** What the server said about a frame; after it the frame is off the card or in the quarantine. */
export interface FrameSettled {
  readonly f: FrameId;
  readonly outcome: 'stored' | 'dup' | 'bad';
  readonly code?: string;
  readonly message?: string;
}

/** Sends frames, newest first: several at once where they are small, and only what the server lacks. */
export interface FrameLane {
  /** The one that chunks are sent of. */
  readonly newest: Transfer | undefined;
  next(at: number): Promise<Packet | undefined>;
  onWant(want: Want, at: number): void;
  onAck(ack: Extract<AckEntry, { f: unknown }>, at: number): Promise<void>;
  onLost(): void;
  /** Announces what stalled anew; true where something did. */
  checkStalls(at: number): boolean;
}

interface Options {
  readonly site: SiteId;
  readonly device: DeviceId;
  readonly spool: Spool;
  readonly flow: Flow;
  readonly windowChunks: number;
  /** Always wait for the answer to the metadata: an import may have happened before. */
  readonly alwaysAsk: boolean;
  readonly logger: Logger;
  readonly onSettled: (settled: FrameSettled) => void;
}

const maxOpen = 8;
const tombstoneStallMs = 15_000;

export function frameLane({ site, device, spool, flow, logger, ...options }: Options): FrameLane {
  /** Frames on their way, newest first. */
  let open: Transfer[] = [];
  const jpegs = new Map<FrameId, Buffer>();
  /** Thinned frames that were announced, and when. */
  const tombstones = new Map<FrameId, number>();

  const underWay = () => open.reduce((sum, transfer) => sum + transfer.underWay, 0);
  const chunksUnderWay = () => open.reduce((sum, transfer) => sum + transfer.chunksUnderWay, 0);

  function close(f: FrameId): void {
    open = open.filter((transfer) => transfer.f !== f);
    jpegs.delete(f);
  }

  /** The newest frame that is not on its way yet, where there is room for it or it is newer than all that are. */
  function openNext(): void {
    const known = new Set(open.map(({ f }) => f));
    let candidate;
    for (const entry of spool.frames.newestFirst()) {
      if (!known.has(entry.f)) {
        candidate = entry;
        break;
      }
    }
    if (!candidate) return;
    const newest = open[0];
    const urgent = newest !== undefined && candidate.t > newest.t;
    const sendable = open.reduce((sum, transfer) => sum + transfer.sendable, 0);
    if (!urgent && (open.length >= maxOpen || sendable >= flow.windowBytes)) return;
    if (urgent && open.length >= 2 * maxOpen) return;
    const { f, t, jpegBytes } = candidate;
    open.push(startTransfer({ f, t, bytes: jpegBytes }, options.alwaysAsk || !candidate.fresh));
    open.sort((a, b) => b.t - a.t);
  }

  async function metaPacket(transfer: Transfer, at: number): Promise<Packet | undefined> {
    const meta = await reading(transfer.f, () => spool.frames.head(transfer.f));
    if (!meta) return undefined;
    transfer.announced(at);
    return { topic: topics.frameMeta(site, device, meta.f), payload: encodeJson(meta), qos: 1 };
  }

  async function chunkPacket(transfer: Transfer, at: number): Promise<Packet | undefined> {
    let jpeg = jpegs.get(transfer.f);
    if (!jpeg) {
      jpeg = (await reading(transfer.f, () => spool.frames.read(transfer.f)))?.jpeg;
      if (!jpeg) return undefined;
      jpegs.set(transfer.f, jpeg);
    }
    const piece = transfer.nextPiece(flow.chunkBytes, at);
    if (!piece) return undefined;
    const payload = encodeChunk({ offset: piece[0], bytes: jpeg.subarray(...piece) });
    return { topic: topics.frameChunk(site, device, transfer.f, piece[0]), payload, qos: 0 };
  }

  /** Undefined where the frame was thinned, acknowledged or set aside meanwhile; then it is no longer on its way. */
  async function reading<T>(f: FrameId, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof FieldlapseError)) throw error;
      logger.warn({ code: error.code, f }, 'a frame left the spool before it was sent');
      close(f);
      options.onSettled({ f, outcome: 'bad', code: error.code, message: error.message });
      return undefined;
    }
  }

  function heard(f: FrameId, received: number, ranges: [number, number][] | undefined, at: number): void {
    const delayMs = open.find((transfer) => transfer.f === f)?.heard(received, ranges, at);
    if (delayMs !== undefined) flow.heard(delayMs);
  }

  function tombstonePacket(at: number): Packet | undefined {
    if (tombstones.size >= maxOpen) return undefined;
    for (const meta of spool.thinned.unacknowledged()) {
      if (tombstones.has(meta.f)) continue;
      tombstones.set(meta.f, at);
      return { topic: topics.frameMeta(site, device, meta.f), payload: encodeJson(meta), qos: 1 };
    }
    return undefined;
  }

  return {
    get newest() {
      return open.find(({ phase }) => phase === 'sending') ?? open[0];
    },
    async next(at) {
      openNext();
      for (const transfer of open) {
        if (transfer.phase !== 'announce') continue;
        const packet = await metaPacket(transfer, at);
        if (packet) return packet;
      }
      const tombstone = tombstonePacket(at);
      if (tombstone) return tombstone;
      for (const transfer of open) {
        const free = underWay() + Math.min(flow.chunkBytes, transfer.sendable) <= flow.windowBytes;
        if (transfer.phase !== 'sending' || transfer.sendable === 0 || !free) continue;
        if (chunksUnderWay() >= options.windowChunks) return undefined;
        const packet = await chunkPacket(transfer, at);
        if (packet) return packet;
      }
      return undefined;
    },
    onWant(want, at) {
      for (const { f, received, ranges } of want.frames) heard(f, received, ranges, at);
    },
    async onAck({ f, s, code, message }, at) {
      if (s === 'stored') heard(f, Infinity, undefined, at);
      const known = spool.frames.get(f) !== undefined || spool.thinned.has(f);
      if (s === 'bad') {
        logger.error({ code, f, message }, 'the server refuses a frame');
        await spool.frames.quarantine(f, `${code ?? 'refused'}: ${message ?? ''}`);
      } else await spool.frames.remove(f);
      await spool.thinned.acknowledge(f);
      close(f);
      tombstones.delete(f);
      const why = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
      if (known) options.onSettled({ f, outcome: s, ...why });
    },
    onLost() {
      flow.cut(underWay() > 0);
      for (const transfer of open) transfer.lost();
      tombstones.clear();
    },
    checkStalls(at) {
      const lateTombstones = [...tombstones].filter(([, since]) => at - since > tombstoneStallMs);
      for (const [f] of lateTombstones) tombstones.delete(f);
      return open.filter((transfer) => transfer.stalled(at)).length + lateTombstones.length > 0;
    },
  };
}
