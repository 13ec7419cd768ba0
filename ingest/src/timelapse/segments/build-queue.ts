import type { CameraDayKey, SegmentLedger } from './ledger.ts';
import type { DirtyDayRow } from './tables.ts';

/** Decides which dirty day is encoded next; what is dirty stands in the ledger, this knows only waits. */
export interface BuildQueue {
  /** Takes the newest day that may be encoded now, or says in how many ms one may; null where none is dirty. */
  take(): Promise<{ day: DirtyDayRow } | { waitMs: number } | null>;
  /** Gives a day back: encoded in `tookMs`, or failed. */
  done(day: DirtyDayRow, tookMs: number): void;
  failed(day: DirtyDayRow): { attempts: number; waitMs: number };
  /** True where nobody encodes the day; holds it until {@link release}. */
  hold(day: CameraDayKey): boolean;
  release(day: CameraDayKey): void;
}

// A day that frames keep arriving for may use a sixth of an encoder, however long it has become.
const restFactor = 5;
const firstRetryMs = 1000;
const longestRetryMs = 5 * 60_000;

/** A queue over the ledger's dirty days; all times are real time. */
export function buildQueue(ledger: SegmentLedger, minRebuildMs: number): BuildQueue {
  const waits = new Map<string, { until: number; attempts: number }>();
  const held = new Set<string>();
  const keyOf = ({ site, camera, day }: CameraDayKey): string => `${site}/${camera}/${day}`;
  const rest = (day: CameraDayKey, waitMs: number, attempts: number): void => {
    held.delete(keyOf(day));
    waits.set(keyOf(day), { until: performance.now() + waitMs, attempts });
  };
  return {
    async take() {
      const dirty = await ledger.dirtyDays();
      const now = performance.now();
      for (const [key, { until, attempts }] of waits) if (until <= now && attempts === 0) waits.delete(key);
      let waitMs = Infinity;
      for (const day of dirty) {
        const key = keyOf(day);
        if (held.has(key)) continue;
        const left = (waits.get(key)?.until ?? 0) - now;
        if (left <= 0) {
          held.add(key);
          return { day };
        }
        waitMs = Math.min(waitMs, left);
      }
      return waitMs === Infinity ? null : { waitMs };
    },
    done: (day, tookMs) => rest(day, Math.max(minRebuildMs, tookMs * restFactor), 0),
    failed(day) {
      const attempts = (waits.get(keyOf(day))?.attempts ?? 0) + 1;
      const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** (attempts - 1));
      rest(day, waitMs, attempts);
      return { attempts, waitMs };
    },
    hold(day) {
      if (held.has(keyOf(day))) return false;
      held.add(keyOf(day));
      return true;
    },
    release: (day) => void held.delete(keyOf(day)),
  };
}
