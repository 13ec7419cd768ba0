import { sha256Hex, type Chunk } from '@fieldlapse/contracts';
import { addRange, lengthOf, missingOf, type Range } from './ranges.ts';

/** What became of a chunk: taken, outside the announced size, or one that would scatter the frame into too many ranges. */
export type ChunkOutcome = 'taken' | 'out-of-range' | 'scattered';

/** A frame that is being put together from its chunks, in memory. */
export interface Assembly {
  /** Announced size in bytes. */
  readonly size: number;
  /** Bytes held. */
  readonly received: number;
  readonly complete: boolean;
  /** Copies the chunk in; where chunks disagree the later bytes stand and the hash decides. */
  add(chunk: Chunk): ChunkOutcome;
  /** All missing ranges, the first 64 at most: `want` allows no more. */
  missing(): Range[];
  /** Missing ranges below the highest byte held: what a sender that goes forward has lost. */
  holes(): Range[];
  /** The whole picture where size and hash are as announced; otherwise undefined and everything is missing again. */
  finish(): Buffer | undefined;
  /** How often a complete assembly had another hash than announced. */
  readonly mismatches: number;
}

// What one `want` may ask for.
const maxAskedRanges = 64;
// 32 MB in the smallest chunks is 4,096 pieces; every second one missing is far beyond any honest link.
const maxHeldRanges = 1024;

/** Begins the assembly of a frame of `size` bytes; memory is taken with the first chunk. */
export function assembleFrame(size: number, sha256: string): Assembly {
  let buffer: Buffer | undefined;
  let held: Range[] = [];
  let received = 0;
  let mismatches = 0;
  return {
    size,
    get received() {
      return received;
    },
    get complete() {
      return received === size;
    },
    get mismatches() {
      return mismatches;
    },
    add({ offset, bytes }) {
      const end = offset + bytes.length;
      if (end > size) return 'out-of-range';
      const ranges = addRange(held, [offset, end]);
      if (ranges.length > maxHeldRanges) return 'scattered';
      buffer ??= Buffer.allocUnsafeSlow(size);
      buffer.set(bytes, offset);
      held = ranges;
      received = lengthOf(held);
      return 'taken';
    },
    missing: () => missingOf([0, size], held).slice(0, maxAskedRanges),
    holes: () => missingOf([0, held.at(-1)?.[1] ?? 0], held).slice(0, maxAskedRanges),
    finish() {
      if (buffer !== undefined && received === size && sha256Hex(buffer) === sha256) return buffer;
      if (received === size) mismatches += 1;
      held = [];
      received = 0;
      return undefined;
    },
  };
}
