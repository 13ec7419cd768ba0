import { sleep } from '../clock.ts';

/** A wait that somebody else may cut short. */
export interface Bell {
  /** Ends every wait, and the next one at once: who was busy meanwhile looks again. */
  ring(): void;
  /** Resolves after real `ms`, on a ring, or when the signal aborts. */
  wait(ms: number): Promise<void>;
}

export function bell(signal: AbortSignal): Bell {
  let rung = false;
  const waiting = new Set<AbortController>();
  return {
    ring() {
      rung = true;
      for (const waiter of waiting) waiter.abort(new Error('rung'));
    },
    async wait(ms) {
      if (rung) {
        rung = false;
        return;
      }
      const waiter = new AbortController();
      waiting.add(waiter);
      await sleep(ms, AbortSignal.any([signal, waiter.signal])).catch(() => {});
      waiting.delete(waiter);
    },
  };
}
