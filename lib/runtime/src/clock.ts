/** Time as a service sees it; passed in, so that tests and the demo season can bend it. */
export interface Clock {
  /** UTC ms since 1970. */
  now(): number;
  /** Monotonic ms; never jumps. */
  mono(): number;
  /** Resolves once `now()` has reached `utcMs`; rejects with the signal's reason when aborted. */
  sleepUntil(utcMs: number, signal?: AbortSignal): Promise<void>;
}

const longestTimerMs = 2 ** 31 - 1;

/** Real ms sleep; rejects with the signal's reason when aborted. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      },
      Math.min(Math.max(0, ms), longestTimerMs),
    );
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  async sleepUntil(utcMs, signal) {
    for (let left = utcMs - Date.now(); left > 0; left = utcMs - Date.now()) await sleep(left, signal);
  },
};

/**
 * A clock that starts at `startMs` and runs `rate` times as fast as `wall` until it has caught up with it; from then
 * on it is `wall`. The demo season lives on it.
 */
export function catchUpClock(
  startMs: number,
  rate: number,
  wall: Clock = systemClock,
): Clock & { caughtUp(): boolean } {
  const monoStart = wall.mono();
  const elapsed = () => (wall.mono() - monoStart) * rate;
  /** What `mono()` is ahead of the wall's from the meeting on; decided once, so that a stepped wall never parts them. */
  let monoLead: number | undefined;
  const caughtUp = () => {
    if (monoLead === undefined && startMs + elapsed() >= wall.now()) {
      monoLead = Math.max(0, wall.now() - startMs) - wall.mono();
    }
    return monoLead !== undefined;
  };
  caughtUp();
  return {
    caughtUp,
    now: () => (caughtUp() ? wall.now() : Math.floor(startMs + elapsed())),
    mono: () => (caughtUp() ? wall.mono() + (monoLead ?? 0) : elapsed()),
    async sleepUntil(utcMs, signal) {
      while (!caughtUp()) {
        const left = utcMs - (startMs + elapsed());
        if (left <= 0) return;
        await sleep(Math.min(left / rate, 1000), signal);
      }
      await wall.sleepUntil(utcMs, signal);
    },
  };
}

/** A clock that stands still until a test advances it; sleepers wake in order. */
export function manualClock(startMs: number): Clock & { advance(ms: number): Promise<void> } {
  let now = startMs;
  const sleepers: { at: number; wake: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    mono: () => now - startMs,
    sleepUntil(utcMs, signal) {
      return new Promise((resolve, reject) => {
        if (utcMs <= now) return resolve();
        if (signal?.aborted) return reject(signal.reason as Error);
        const stop = () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason as Error);
        };
        const wake = () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const sleeper = { at: utcMs, wake };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', stop, { once: true });
      });
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers[0];
        if (!next || next.at > end) break;
        sleepers.shift();
        now = next.at;
        next.wake();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}
