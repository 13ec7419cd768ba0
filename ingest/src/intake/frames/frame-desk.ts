import {
  decodeChunk,
  FieldlapseError,
  type ErrorCode,
  type FrameId,
  type FrameMeta,
  type LocalDay,
} from '@fieldlapse/contracts';
import type { BlobStore } from '@fieldlapse/store';
import type { GroupCommit } from '../group-commit.ts';
import type { Notices } from '../notices.ts';
import type { Quarantine } from '../quarantine.ts';
import type { Quota } from '../quota.ts';
import type { Origin, Replies } from '../replies.ts';
import type { StoreGate } from '../store-gate.ts';
import { acceptFrame, acceptThinned, isKnown, type AcceptOutcome, type ArrivedFrame } from './accept-frame.ts';
import { checkMeta } from './check-meta.ts';
import type { OpenFrame, OpenFrames } from './open-frames.ts';

/** What the desk works with. */
export interface FrameDeskParts {
  readonly frameBytes: number;
  readonly wantChunks: number;
  readonly open: OpenFrames;
  readonly replies: Replies;
  readonly blobs: BlobStore;
  readonly commits: GroupCommit;
  readonly db: Parameters<typeof isKnown>[0];
  readonly quota: Quota;
  readonly gate: StoreGate;
  readonly quarantine: Quarantine;
  readonly notices: Notices;
  /** Server time, UTC ms. */
  readonly now: () => number;
  readonly zoneOf: (site: string) => string;
  readonly dayOf: (site: string, utcMs: number) => LocalDay;
}

/** Where frames arrive: metadata and chunks in, acks and wants out. Its methods never reject. */
export interface FrameDesk {
  meta(origin: Origin, f: FrameId, payload: Buffer): Promise<void>;
  chunk(origin: Origin, f: FrameId, offset: number, packet: Buffer): void;
  /** A chunk was dropped unseen: its sender is asked for it again. */
  dropped(origin: Origin, f: FrameId): void;
  /** Tells senders of their progress where they have not heard of it. */
  report(): void;
  /** Resolves when no frame is being stored. */
  idle(): Promise<void>;
  readonly counts: Readonly<Record<FrameCount, number>>;
}

type FrameCount =
  'stored' | 'dup' | 'bad' | 'thinned' | 'bytes' | 'chunks' | 'chunksDropped' | 'strayChunks' | 'overQuota';

/** How long a sender waits where its quota is spent or all memory is taken, real ms. */
const quotaPauseMs = 15 * 60_000;
const busyPauseMs = 5000;
const maxMismatches = 2;

export function openFrameDesk(parts: FrameDeskParts): FrameDesk {
  const { open, replies, gate } = parts;
  const storing = new Set<Promise<void>>();
  const counts: Record<FrameCount, number> = {
    stored: 0,
    dup: 0,
    bad: 0,
    thinned: 0,
    bytes: 0,
    chunks: 0,
    chunksDropped: 0,
    strayChunks: 0,
    overQuota: 0,
  };

  function refuse(origin: Origin, f: FrameId, code: ErrorCode, message: string, bytes?: Uint8Array): void {
    counts.bad += 1;
    parts.quarantine.keep({ origin, what: `frame ${f}`, code, message, receivedAt: parts.now(), bytes });
    replies.ack(origin, { f, s: 'bad', code, message: message.slice(0, 500) });
  }

  function settle(origin: Origin, meta: FrameMeta, result: AcceptOutcome, jpeg?: Buffer): void {
    if (result.outcome === 'bad') return refuse(origin, meta.f, result.code, result.message, jpeg);
    counts[result.outcome] += 1;
    if (result.outcome === 'stored') {
      if (meta.thinned) counts.thinned += 1;
      else counts.bytes += meta.bytes;
      const today = parts.dayOf(origin.site, parts.now());
      parts.quota.spend(origin.device, today, { frames: 1, bytes: meta.thinned ? 0 : meta.bytes });
      const { acceptedSeq, day } = result;
      parts.notices.tell('frame-stored', { site: origin.site, acceptedSeq, camera: meta.camera, day });
    }
    gate.worked();
    replies.ack(origin, { f: meta.f, s: result.outcome });
  }

  function progress(frame: OpenFrame, ranges?: 'missing' | 'holes'): void {
    const { assembly, meta, origin } = frame;
    frame.unreported = 0;
    frame.lossy = false;
    const asked = ranges && assembly[ranges]().map(([from, to]): [number, number] => [from, to]);
    replies.want(origin, {
      f: meta.f,
      received: assembly.received,
      ...(asked && asked.length > 0 && { ranges: asked }),
    });
  }

  /** Stores in the background what a promise delivers; a store that fails pauses the sender and keeps the frame open. */
  function background(origin: Origin, work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) => {
        gate.failed(error);
        replies.pause(origin, gate.pauseMs());
      })
      .finally(() => storing.delete(task));
    storing.add(task);
  }

  function completed(frame: OpenFrame): void {
    const { assembly, meta, origin } = frame;
    const jpeg = assembly.finish();
    if (jpeg) {
      frame.accepting = true;
      return background(origin, async () => {
        try {
          settle(origin, meta, await acceptFrame(parts, arrived(origin, meta), jpeg), jpeg);
          open.close(frame);
        } finally {
          frame.accepting = false;
        }
      });
    }
    if (assembly.mismatches <= maxMismatches) return progress(frame, 'missing');
    open.close(frame);
    refuse(origin, meta.f, 'FRAME_HASH_MISMATCH', `arrived whole ${assembly.mismatches} times with another SHA-256`);
  }

  function arrived(origin: Origin, meta: FrameMeta): ArrivedFrame {
    return { origin, meta, receivedAt: parts.now(), timeZone: parts.zoneOf(origin.site) };
  }

  async function announced(origin: Origin, meta: FrameMeta): Promise<void> {
    const pauseMs = gate.pauseMs();
    if (pauseMs > 0) return replies.pause(origin, pauseMs);
    if (await isKnown(parts.db, meta.f, meta.thinned !== undefined)) return settle(origin, meta, { outcome: 'dup' });
    if (meta.thinned) {
      return background(origin, async () =>
        settle(origin, meta, await acceptThinned(parts.commits, arrived(origin, meta))),
      );
    }
    const known = open.get(origin, meta.f);
    if (!known && !parts.quota.isLeft(origin.device, parts.dayOf(origin.site, parts.now()))) {
      counts.overQuota += 1;
      return replies.pause(origin, quotaPauseMs);
    }
    const frame = known ?? open.open(origin, meta);
    if (!frame) return replies.pause(origin, busyPauseMs);
    frame.touchedAt = performance.now();
    if (frame.assembly.complete && !frame.accepting) return completed(frame);
    progress(frame, 'missing');
  }

  return {
    counts,
    async meta(origin, f, payload) {
      try {
        const checked = checkMeta(origin, f, payload, parts.frameBytes);
        if ('code' in checked) refuse(origin, f, checked.code, checked.message, payload);
        else await announced(origin, checked.meta);
      } catch (error) {
        gate.failed(error);
        replies.pause(origin, gate.pauseMs());
      }
    },
    chunk(origin, f, offset, packet) {
      const frame = open.get(origin, f);
      if (!frame || frame.accepting || frame.assembly.complete) {
        // Its metadata is lost or it gave way to others: the sender's stall timer announces it again.
        if (!frame) counts.strayChunks += 1;
        return;
      }
      frame.touchedAt = performance.now();
      try {
        const chunk = decodeChunk(packet);
        if (chunk.offset !== offset)
          throw new FieldlapseError('BAD_CHUNK', `offset ${chunk.offset}, ${offset} in its topic`);
        const taken = frame.assembly.add(chunk);
        if (taken === 'out-of-range') {
          const end = offset + chunk.bytes.length;
          throw new FieldlapseError('CHUNK_OUT_OF_RANGE', `ends at byte ${end} of ${frame.assembly.size}`);
        }
        if (taken === 'scattered') frame.lossy = true;
      } catch (error) {
        const { code, message } = error as FieldlapseError;
        counts.chunksDropped += 1;
        frame.lossy = true;
        frame.unreported += 1;
        replies.ack(origin, { topic: `up/frame/${f}/chunk/${offset}`, s: 'denied', code, message });
        return;
      }
      counts.chunks += 1;
      frame.unreported += 1;
      if (frame.assembly.complete) completed(frame);
      else if (frame.unreported >= parts.wantChunks) progress(frame, frame.lossy ? 'holes' : undefined);
    },
    dropped(origin, f) {
      counts.chunksDropped += 1;
      const frame = open.get(origin, f);
      if (!frame) return;
      frame.lossy = true;
      frame.unreported += 1;
    },
    report() {
      for (const frame of open.all()) {
        if (frame.unreported > 0 && !frame.accepting) progress(frame, frame.lossy ? 'holes' : undefined);
      }
    },
    async idle() {
      while (storing.size > 0) await Promise.all(storing);
    },
  };
}
