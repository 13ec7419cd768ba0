import { defaultChunkBytes, maxChunkBytes, minChunkBytes } from '@fieldlapse/contracts';

/**
 * How large chunks are. What is under way when a link is cut is lost, so that the window should hold about two seconds
 * of the link: chunks shrink where progress comes late or the link is cut, and grow where it comes at once.
 */
export interface Flow {
  readonly chunkBytes: number;
  /** Most bytes that may be sent and not acknowledged. */
  readonly windowBytes: number;
  /** Progress was heard `delayMs` after its bytes were sent. */
  heard(delayMs: number): void;
  /** The connection was lost, with bytes under way or idle. */
  cut(busy: boolean): void;
}

const lateMs = 2000;
const promptMs = 400;
const promptRuns = 4;

/** `windowChunks` is the most chunks under way. */
export function adaptiveFlow(windowChunks: number): Flow {
  let chunkBytes = defaultChunkBytes;
  let prompt = 0;
  const set = (bytes: number) => {
    chunkBytes = Math.min(maxChunkBytes, Math.max(minChunkBytes, bytes));
    prompt = 0;
  };
  return {
    get chunkBytes() {
      return chunkBytes;
    },
    get windowBytes() {
      return chunkBytes * windowChunks;
    },
    heard(delayMs) {
      if (delayMs > lateMs) set(chunkBytes / 2);
      else if (delayMs > promptMs) prompt = 0;
      else if ((prompt += 1) >= promptRuns) set(chunkBytes * 2);
    },
    cut: (busy) => {
      if (busy) set(chunkBytes / 2);
    },
  };
}
