import type { ErrorCode, FrameId, FrameMeta, LocalDay } from '@fieldlapse/contracts';
import type { Notices } from '../notices.ts';
import type { Quarantine } from '../quarantine.ts';
import type { Quota } from '../quota.ts';
import type { Origin, Replies } from '../replies.ts';
import type { StoreGate } from '../commit/store-gate.ts';
import type { AcceptOutcome } from './accept-frame.ts';
import type { OpenFrame } from './open-frames.ts';

/** What answers are made with. */
export interface FrameAnswerParts {
  readonly replies: Replies;
  readonly quota: Quota;
  readonly gate: StoreGate;
  readonly quarantine: Quarantine;
  readonly notices: Notices;
  /** Server time, UTC ms. */
  readonly now: () => number;
  readonly dayOf: (site: string, utcMs: number) => LocalDay;
}

/** What is said about a frame, and counted. */
export interface FrameAnswers {
  /** Refuses a frame for good. */
  refuse(origin: Origin, f: FrameId, code: ErrorCode, message: string, bytes?: Uint8Array): void;
  /** Acks what became of a frame; the caller has awaited its commit. */
  settle(origin: Origin, meta: FrameMeta, result: AcceptOutcome, jpeg?: Buffer): void;
  /** Tells what is held of a frame; with the ranges that are wanted. */
  progress(frame: OpenFrame, ranges?: 'missing' | 'holes'): void;
  /** A store failed: the sender pauses until it is tried again. */
  storeFailed(origin: Origin, error: unknown): void;
  readonly counts: { stored: number; dup: number; bad: number; thinned: number; bytes: number };
}

export function frameAnswers({
  replies,
  quota,
  gate,
  quarantine,
  notices,
  now,
  dayOf,
}: FrameAnswerParts): FrameAnswers {
  const counts = { stored: 0, dup: 0, bad: 0, thinned: 0, bytes: 0 };

  function refuse(origin: Origin, f: FrameId, code: ErrorCode, message: string, bytes?: Uint8Array): void {
    counts.bad += 1;
    quarantine.keep({ origin, what: `frame ${f}`, code, message, receivedAt: now(), bytes });
    replies.ack(origin, { f, s: 'bad', code, message: message.slice(0, 500) });
  }

  function countStored(origin: Origin, meta: FrameMeta): void {
    const bytes = meta.thinned ? 0 : meta.bytes;
    if (meta.thinned) counts.thinned += 1;
    else counts.stored += 1;
    counts.bytes += bytes;
    quota.spend(origin.device, dayOf(origin.site, now()), { frames: 1, bytes });
  }

  return {
    counts,
    refuse,
    settle(origin, meta, result, jpeg) {
      if (result.outcome === 'bad') return refuse(origin, meta.f, result.code, result.message, jpeg);
      if (result.outcome === 'dup') counts.dup += 1;
      else {
        countStored(origin, meta);
        const { acceptedSeq, day } = result;
        notices.tell('frame-stored', { site: origin.site, acceptedSeq, camera: meta.camera, day });
        gate.worked();
      }
      replies.ack(origin, { f: meta.f, s: result.outcome });
    },
    progress(frame, ranges) {
      const { assembly, meta, origin } = frame;
      frame.unreported = 0;
      frame.lossy = false;
      const asked = ranges && assembly[ranges]().map(([from, to]): [number, number] => [from, to]);
      replies.want(origin, {
        f: meta.f,
        received: assembly.received,
        ...(asked && asked.length > 0 && { ranges: asked }),
      });
    },
    storeFailed(origin, error) {
      gate.failed(error);
      replies.pause(origin, gate.pauseMs());
    },
  };
}
