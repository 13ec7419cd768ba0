import type { FrameId, FrameMeta } from '@fieldlapse/contracts';

type Range = [from: number, to: number];

/**
 * `announce`: its metadata is to be sent. `asking`: sent, chunks wait for the server's `want`. `sending`: chunks may go,
 * or have gone and wait for the acknowledgement.
 */
export type TransferPhase = 'announce' | 'asking' | 'sending';

/** One frame on its way. Pure: the caller sends, listens and passes real time in ms as `at`. */
export interface Transfer {
  readonly f: FrameId;
  readonly t: number;
  readonly size: number;
  readonly phase: TransferPhase;
  /** Bytes that the server holds, as far as we know. */
  readonly received: number;
  /** Bytes sent and not yet heard of. */
  readonly underWay: number;
  /** Chunks under way. */
  readonly chunksUnderWay: number;
  /** Bytes that may be sent now. */
  readonly sendable: number;
  announced(at: number): void;
  /** The next piece, at most `most` bytes, or undefined; counts as sent. */
  nextPiece(most: number, at: number): Range | undefined;
  /** The server's `want`; returns how long ago the newest bytes that it covers were sent, ms. */
  heard(received: number, ranges: readonly Range[] | undefined, at: number): number | undefined;
  /** The connection was lost: the server must be asked what it holds, unless it cannot hold anything. */
  lost(): void;
  /** True, and announced anew, where nothing was heard for too long. */
  stalled(at: number): boolean;
}

const firstStallMs = 5000;
const longestStallMs = 60_000;

/** `ask`: the server may hold a part already, so that it is asked before any chunk is sent. */
export function startTransfer(meta: Pick<FrameMeta, 'f' | 't' | 'bytes'>, ask: boolean): Transfer {
  const size = meta.bytes;
  let phase: TransferPhase = 'announce';
  let mustAsk = ask;
  let ranges: Range[] = [];
  let base = 0; // held by the server when `sent` was 0
  let received = 0;
  let sent = 0;
  let pieces: { upTo: number; at: number }[] = [];
  let quietSince = 0;
  let stallMs = firstStallMs;

  function begin(from: number, missing: readonly Range[]): void {
    phase = 'sending';
    base = received = from;
    sent = 0;
    pieces = [];
    ranges = missing.map(([start, end]) => [start, Math.min(end, size)]);
  }

  function announceAgain(): void {
    phase = 'announce';
    mustAsk = true;
    pieces = [];
    ranges = [];
    sent = 0;
    base = received;
  }

  const underWay = () => Math.max(0, sent - (received - base));

  return {
    f: meta.f,
    t: meta.t,
    size,
    get phase() {
      return phase;
    },
    get received() {
      return received;
    },
    get underWay() {
      return underWay();
    },
    get chunksUnderWay() {
      return pieces.length;
    },
    get sendable() {
      return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
    },
    announced(at) {
      quietSince = at;
      if (mustAsk) phase = 'asking';
      else begin(0, [[0, size]]);
    },
    nextPiece(most, at) {
      const range = ranges[0];
      if (!range) return undefined;
      const piece: Range = [range[0], Math.min(range[0] + most, range[1])];
      if (piece[1] === range[1]) ranges.shift();
      else range[0] = piece[1];
      if (underWay() === 0) quietSince = at;
      sent += piece[1] - piece[0];
      mustAsk = true; // from now on the server may hold a part of it
      pieces.push({ upTo: sent, at });
      return piece;
    },
    heard(bytes, missing, at) {
      quietSince = at;
      stallMs = firstStallMs;
      if (phase === 'announce') return undefined; // an answer from before the connection was lost
      if (phase === 'asking') {
        if (missing) begin(bytes, missing);
        return undefined;
      }
      if (bytes < received) {
        announceAgain(); // the server dropped what it held
        return undefined;
      }
      received = Math.min(bytes, size);
      const covered = pieces.filter(({ upTo }) => upTo <= received - base);
      pieces = pieces.slice(covered.length);
      if (ranges.length === 0 && underWay() === 0 && received < size) announceAgain(); // it asked for its first gaps only
      const newest = covered.at(-1);
      return newest && at - newest.at;
    },
    lost() {
      const askBefore = mustAsk;
      announceAgain();
      mustAsk = askBefore;
      stallMs = firstStallMs;
    },
    stalled(at) {
      const waits = phase === 'asking' || (phase === 'sending' && (ranges.length === 0 || underWay() > 0));
      if (!waits || at - quietSince < stallMs) return false;
      stallMs = Math.min(longestStallMs, stallMs * 1.5);
      announceAgain();
      return true;
    },
  };
}
