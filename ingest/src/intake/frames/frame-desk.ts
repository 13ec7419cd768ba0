import type { ErrorCode, FrameId, FrameMeta } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import type { BlobStore } from '@fieldlapse/store';
import type { GroupCommit } from '../commit/group-commit.ts';
import type { Origin } from '../replies.ts';
import { acceptFrame, acceptThinned, isKnown, type ArrivedFrame } from './accept-frame.ts';
import { checkMeta } from './check-meta.ts';
import { frameAnswers, type FrameAnswerParts, type FrameAnswers } from './frame-answers.ts';
import { takeChunk, type OpenFrame, type OpenFrames } from './open-frames.ts';

/** What the desk works with. */
export interface FrameDeskParts extends FrameAnswerParts {
  readonly frameBytes: number;
  readonly wantChunks: number;
  readonly open: OpenFrames;
  readonly blobs: BlobStore;
  readonly commits: GroupCommit;
  readonly db: Parameters<typeof isKnown>[0];
  readonly zoneOf: (site: string) => string;
  readonly logger: Logger;
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
  readonly counts: FrameAnswers['counts'] & ChunkCounts;
}

interface ChunkCounts {
  readonly chunks: number;
  readonly chunksDropped: number;
  /** Chunks of frames that nobody announced or that gave way to others. */
  readonly strayChunks: number;
  readonly overQuota: number;
}

/** How long a sender waits where its quota is spent, and where all memory is taken, real ms. */
const quotaPauseMs = 15 * 60_000;
const busyPauseMs = 5000;
const maxMismatches = 2;

export function openFrameDesk(parts: FrameDeskParts): FrameDesk {
  const { open, replies, gate, quota } = parts;
  const answers = frameAnswers(parts);
  const storing = new Set<Promise<void>>();
  const counts = { chunks: 0, chunksDropped: 0, strayChunks: 0, overQuota: 0 };

  function arrived(origin: Origin, meta: FrameMeta): ArrivedFrame {
    return { origin, meta, receivedAt: parts.now(), timeZone: parts.zoneOf(origin.site) };
  }

  /** Goes on without the device's next messages having to wait; a store that fails pauses the sender. */
  function background(origin: Origin, work: () => Promise<void>): void {
    const task = work()
      .catch((error: unknown) => answers.storeFailed(origin, error))
      .finally(() => storing.delete(task));
    storing.add(task);
  }

  /** Accepts a complete frame. It stays open, whole, where a store fails: its next metadata brings it here again. */
  function completed(frame: OpenFrame): void {
    const { assembly, meta, origin } = frame;
    const jpeg = assembly.finish();
    if (!jpeg) return mismatched(frame);
    frame.accepting = true;
    background(origin, async () => {
      try {
        const result = await acceptFrame(parts, arrived(origin, meta), jpeg);
        open.close(frame);
        answers.settle(origin, meta, result, jpeg);
      } finally {
        frame.accepting = false;
      }
    });
  }

  function mismatched(frame: OpenFrame): void {
    const { assembly, meta, origin } = frame;
    if (assembly.mismatches <= maxMismatches) return answers.progress(frame, 'missing');
    open.close(frame);
    const message = `arrived whole ${assembly.mismatches} times with another SHA-256`;
    answers.refuse(origin, meta.f, 'FRAME_HASH_MISMATCH', message);
  }

  async function announced(origin: Origin, meta: FrameMeta): Promise<void> {
    const pauseMs = gate.pauseMs();
    if (pauseMs > 0) return replies.pause(origin, pauseMs);
    if (await isKnown(parts.db, meta.f, meta.thinned !== undefined)) {
      return answers.settle(origin, meta, { outcome: 'dup' });
    }
    if (!meta.thinned) return awaitChunks(origin, meta);
    background(origin, async () => {
      answers.settle(origin, meta, await acceptThinned(parts.commits, arrived(origin, meta)));
    });
  }

  /** Makes ready for the chunks of a frame, or asks for those that are missing, or tells its sender to wait. */
  function awaitChunks(origin: Origin, meta: FrameMeta): void {
    const known = open.get(origin, meta.f);
    if (!known && !quota.isLeft(origin.device, parts.dayOf(origin.site, parts.now()))) {
      counts.overQuota += 1;
      return replies.pause(origin, quotaPauseMs);
    }
    const frame = known ?? open.open(origin, meta);
    if (!frame) {
      const code = 'INTAKE_BUSY' satisfies ErrorCode;
      parts.logger.warn({ ...origin, code }, 'a device waits: other half-received frames take all memory');
      return replies.pause(origin, busyPauseMs);
    }
    frame.touchedAt = performance.now();
    if (frame.assembly.complete && !frame.accepting) return completed(frame);
    answers.progress(frame, 'missing');
  }

  return {
    get counts() {
      return { ...answers.counts, ...counts };
    },
    async meta(origin, f, payload) {
      try {
        const checked = checkMeta(origin, f, payload, parts.frameBytes);
        if ('code' in checked) answers.refuse(origin, f, checked.code, checked.message, payload);
        else await announced(origin, checked.meta);
      } catch (error) {
        answers.storeFailed(origin, error);
      }
    },
    chunk(origin, f, offset, packet) {
      const frame = open.get(origin, f);
      if (!frame) {
        // Its metadata is lost or it gave way to others: the sender's stall timer announces it again.
        counts.strayChunks += 1;
        return;
      }
      if (frame.assembly.complete) return;
      const refused = takeChunk(frame, offset, packet);
      if (refused) {
        const { code, message } = refused;
        counts.chunksDropped += 1;
        return replies.ack(origin, { topic: `up/frame/${f}/chunk/${offset}`, s: 'denied', code, message });
      }
      counts.chunks += 1;
      if (frame.assembly.complete) completed(frame);
      else if (frame.unreported >= parts.wantChunks) answers.progress(frame, frame.lossy ? 'holes' : undefined);
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
        if (frame.unreported > 0 && !frame.accepting) answers.progress(frame, frame.lossy ? 'holes' : undefined);
      }
    },
    async idle() {
      while (storing.size > 0) await Promise.all(storing);
    },
  };
}
