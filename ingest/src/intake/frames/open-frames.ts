import { decodeChunk, FieldlapseError, type FrameMeta } from '@fieldlapse/contracts';
import type { Origin } from '../replies.ts';
import { assembleFrame, type Assembly } from './assemble-frame.ts';

/** A frame between its metadata and its ack. */
export interface OpenFrame {
  readonly origin: Origin;
  readonly meta: FrameMeta;
  readonly assembly: Assembly;
  /** While its picture is checked and stored. */
  accepting: boolean;
  /** Chunks since its sender last heard of its progress. */
  unreported: number;
  /** A chunk of it was dropped or broken: its sender is asked for the holes. */
  lossy: boolean;
  /** Real ms of its last message. */
  touchedAt: number;
}

/** The half-received frames of all devices, within bounds of memory and number. */
export interface OpenFrames {
  get(origin: Origin, f: string): OpenFrame | undefined;
  /**
   * Opens a frame. Where its device is over its own bounds its oldest frames go; where all devices together are over
   * theirs the longest untouched go, and if none is idle the answer is undefined: the sender waits.
   */
  open(origin: Origin, meta: FrameMeta): OpenFrame | undefined;
  close(frame: OpenFrame): void;
  all(): Iterable<OpenFrame>;
  /** Announced bytes of all open frames. */
  readonly bytes: number;
  readonly evicted: number;
}

export interface OpenFrameLimits {
  readonly openFrames: number;
  readonly deviceAssemblyBytes: number;
  readonly totalAssemblyBytes: number;
}

/** A frame without a message for so long gives way to others, real ms. */
const idleMs = 15_000;

export function openFrameTable(limits: OpenFrameLimits, mono: () => number = () => performance.now()): OpenFrames {
  const devices = new Map<string, Map<string, OpenFrame>>();
  let bytes = 0;
  let evicted = 0;
  const keyOf = ({ site, device }: Origin) => `${site}/${device}`;

  function close(frame: OpenFrame): void {
    const key = keyOf(frame.origin);
    const frames = devices.get(key);
    if (frames?.get(frame.meta.f) !== frame) return;
    frames.delete(frame.meta.f);
    bytes -= frame.assembly.size;
    if (frames.size === 0) devices.delete(key);
  }

  function evict(frame: OpenFrame): void {
    evicted += 1;
    close(frame);
  }

  /** Frames that may go, longest untouched first. */
  function evictable(frames: Iterable<OpenFrame>, untouchedSince = Infinity): OpenFrame[] {
    const free = [...frames].filter((frame) => !frame.accepting && frame.touchedAt <= untouchedSince);
    return free.sort((a, b) => a.touchedAt - b.touchedAt);
  }

  function makeDeviceRoom(own: ReadonlyMap<string, OpenFrame>, size: number): boolean {
    const over = () =>
      own.size >= limits.openFrames ||
      [...own.values()].reduce((sum, { assembly }) => sum + assembly.size, size) > limits.deviceAssemblyBytes;
    for (const frame of evictable(own.values())) {
      if (!over()) break;
      evict(frame);
    }
    return own.size === 0 || !over();
  }

  function makeTotalRoom(size: number): boolean {
    if (bytes + size <= limits.totalAssemblyBytes) return true;
    for (const frame of evictable(all(), mono() - idleMs)) {
      evict(frame);
      if (bytes + size <= limits.totalAssemblyBytes) return true;
    }
    return bytes === 0;
  }

  function* all(): Iterable<OpenFrame> {
    for (const frames of devices.values()) yield* frames.values();
  }

  return {
    get: (origin, f) => devices.get(keyOf(origin))?.get(f),
    open(origin, meta) {
      const key = keyOf(origin);
      const own = devices.get(key) ?? new Map<string, OpenFrame>();
      if (!makeDeviceRoom(own, meta.bytes) || !makeTotalRoom(meta.bytes)) return undefined;
      const assembly = assembleFrame(meta.bytes, meta.sha256);
      const frame = { origin, meta, assembly, accepting: false, unreported: 0, lossy: false, touchedAt: mono() };
      own.set(meta.f, frame);
      devices.set(key, own);
      bytes += assembly.size;
      return frame;
    },
    close,
    all,
    get bytes() {
      return bytes;
    },
    get evicted() {
      return evicted;
    },
  };
}

/** Puts a chunk into its frame; returns why not where it is broken or lies outside. What does not fit now is asked for again. */
export function takeChunk(frame: OpenFrame, offset: number, packet: Uint8Array): FieldlapseError | undefined {
  frame.touchedAt = performance.now();
  frame.unreported += 1;
  try {
    const chunk = decodeChunk(packet);
    if (chunk.offset !== offset) {
      throw new FieldlapseError('BAD_CHUNK', `its header says offset ${chunk.offset}, its topic ${offset}`);
    }
    const outcome = frame.assembly.add(chunk);
    if (outcome === 'out-of-range') {
      const end = offset + chunk.bytes.length;
      throw new FieldlapseError('CHUNK_OUT_OF_RANGE', `ends at byte ${end} of ${frame.assembly.size}`);
    }
    if (outcome === 'scattered') frame.lossy = true;
    return undefined;
  } catch (error) {
    if (!(error instanceof FieldlapseError)) throw error;
    frame.lossy = true;
    return error;
  }
}
