import type { ClockSource } from '@fieldlapse/contracts';
import type { Clock } from '@fieldlapse/runtime';

/** What is wrong with a device's clock; times are UTC ms of the true clock. */
export interface ClockFaults {
  /** Until then the device has no time: it counts from 1970, as a node without battery does. */
  readonly noneUntil?: number;
  /** At each of these the device's clock leaps by so many ms, back where negative. */
  readonly jumps?: readonly { readonly at: number; readonly byMs: number }[];
  /** ms gained in a day of true time from the first reading on; lost where negative. */
  readonly driftMsPerDay?: number;
}

/** A clock that is wrong, and what it says about itself. */
export interface FaultyClock extends Clock {
  /** `none` while the device knows that it has no time, otherwise `rtc`. */
  source(): ClockSource;
}

const dayMs = 86_400_000;
const pollMs = 1000;

/** A device's wrong clock over the true one; `mono()` stays right, as an oscillator counts on through every jump. */
export function faultyClock(clock: Clock, faults: ClockFaults): FaultyClock {
  const { noneUntil = -Infinity, jumps = [], driftMsPerDay = 0 } = faults;
  const startedAt = clock.now();
  const startedMono = clock.mono();

  function now(): number {
    const trueNow = clock.now();
    if (trueNow < noneUntil) return Math.floor(clock.mono() - startedMono);
    const jumped = jumps.reduce((sum, { at, byMs }) => (trueNow >= at ? sum + byMs : sum), 0);
    return Math.max(0, Math.floor(trueNow + jumped + ((trueNow - startedAt) / dayMs) * driftMsPerDay));
  }

  return {
    now,
    mono: () => clock.mono(),
    source: () => (clock.now() < noneUntil ? 'none' : 'rtc'),
    async sleepUntil(utcMs, signal) {
      // The distance changes with every fault: look again after at most a second of true time.
      for (let left = utcMs - now(); left > 0; left = utcMs - now()) {
        await clock.sleepUntil(clock.now() + Math.min(left, pollMs), signal);
      }
    },
  };
}
