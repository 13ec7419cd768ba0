import { sleep } from '@fieldlapse/runtime';

/** Keeps the mean rate on the wire at or below a limit; what is urgent is chosen after the wait, not before. */
export interface TokenBucket {
  /** kbit/s; undefined is no limit. */
  setRate(kbps: number | undefined): void;
  /** Resolves when something may be sent. */
  ready(signal: AbortSignal): Promise<void>;
  /** Counts bytes that were sent; the balance may go below zero and is then waited for. */
  spend(bytes: number): void;
}

/** `mono` is real time in ms. */
export function tokenBucket(kbps: number | undefined, mono: () => number = () => performance.now()): TokenBucket {
  let bytesPerMs = kbps === undefined ? Infinity : kbps / 8;
  let balance = 0;
  let at = mono();

  function refill(): void {
    const now = mono();
    // One second of quiet may be caught up at most: the cap holds over any few seconds, not only on average.
    balance = bytesPerMs === Infinity ? 0 : Math.min(balance + (now - at) * bytesPerMs, bytesPerMs * 1000);
    at = now;
  }

  return {
    setRate(next) {
      refill();
      bytesPerMs = next === undefined ? Infinity : next / 8;
    },
    async ready(signal) {
      for (refill(); balance < 0; refill()) await sleep(Math.min(-balance / bytesPerMs, 1000), signal);
    },
    spend(bytes) {
      refill();
      balance -= bytes;
    },
  };
}
