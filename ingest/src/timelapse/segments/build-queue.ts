import type { SegmentLedger, SegmentName } from './ledger.ts';
import type { DirtyRow } from './tables.ts';

/** Decides which dirty segment is encoded next; what is dirty stands in the ledger, this knows only waits. */
export interface BuildQueue {
  /** Takes the newest segment that may be encoded now, or says in how many ms one may; null where none is dirty. */
  take(): Promise<{ dirty: DirtyRow } | { waitMs: number } | null>;
  /** Gives a segment back: encoded in `tookMs`, or failed. */
  done(segment: DirtyRow, tookMs: number): void;
  failed(segment: DirtyRow): { attempts: number; waitMs: number };
  /** True where nobody encodes the segment; holds it until {@link release}. */
  hold(segment: SegmentName): boolean;
  release(segment: SegmentName): void;
}

// A day that frames keep arriving for may use a sixth of an encoder, however long it has become.
const restFactor = 5;
const firstRetryMs = 1000;
const longestRetryMs = 5 * 60_000;

/** A queue over the ledger's dirty segments; all times are real time. */
export function buildQueue(ledger: SegmentLedger, minRebuildMs: number): BuildQueue {
  const waits = new Map<string, { until: number; attempts: number }>();
  const held = new Set<string>();
  const keyOf = ({ site, camera, film, day }: SegmentName): string => `${site}/${camera}/${film}/${day}`;
  const rest = (segment: SegmentName, waitMs: number, attempts: number): void => {
    held.delete(keyOf(segment));
    waits.set(keyOf(segment), { until: performance.now() + waitMs, attempts });
  };
  return {
    async take() {
      const all = await ledger.dirty();
      const now = performance.now();
      for (const [key, { until, attempts }] of waits) if (until <= now && attempts === 0) waits.delete(key);
      let waitMs = Infinity;
      for (const dirty of all) {
        const key = keyOf(dirty);
        if (held.has(key)) continue;
        const left = (waits.get(key)?.until ?? 0) - now;
        if (left <= 0) {
          held.add(key);
          return { dirty };
        }
        waitMs = Math.min(waitMs, left);
      }
      return waitMs === Infinity ? null : { waitMs };
    },
    done: (segment, tookMs) => rest(segment, Math.max(minRebuildMs, tookMs * restFactor), 0),
    failed(segment) {
      const attempts = (waits.get(keyOf(segment))?.attempts ?? 0) + 1;
      const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (attempts - 1));
      rest(segment, waitMs, attempts);
      return { attempts, waitMs };
    },
    hold(segment) {
      if (held.has(keyOf(segment))) return false;
      held.add(keyOf(segment));
      return true;
    },
    release: (segment) => void held.delete(keyOf(segment)),
  };
}
