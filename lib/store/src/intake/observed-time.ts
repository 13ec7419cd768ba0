import type { ClockSource } from '@fieldlapse/contracts';
import type { BootClockRow, TimeQuality } from './tables.ts';

/** The clock fields of a record. */
export interface Stamp {
  readonly t: number;
  readonly mono: number;
  readonly clk: ClockSource;
}

/** What is known of one run's clock. */
export type BootClock = Pick<BootClockRow, 'epochMs' | 'anchorMono' | 'latestEpochMs'>;

/** A record's clock may run ahead of the server's by so much, ms; beyond that it is not believed. */
export const maxAheadMs = 24 * 3_600_000;

/** True where the device's own clock is to be believed. */
export function isMeasured(stamp: Stamp, receivedAt: number): boolean {
  return stamp.clk !== 'none' && stamp.t <= receivedAt + maxAheadMs;
}

/**
 * What a run's clock is after one more record. The synced record with the smallest `mono` (then the smallest `t`) sets
 * the epoch, and a run cannot have begun later than `receivedAt - mono` of any record: both are the same whatever the
 * order in which the records arrive.
 */
export function learnClock(known: BootClock | undefined, stamp: Stamp, receivedAt: number): BootClock {
  const latestEpochMs = Math.min(known?.latestEpochMs ?? Infinity, receivedAt - stamp.mono);
  const kept = { epochMs: known?.epochMs ?? null, anchorMono: known?.anchorMono ?? null, latestEpochMs };
  if (!isMeasured(stamp, receivedAt)) return kept;
  const epochMs = stamp.t - stamp.mono;
  const earlier = kept.epochMs === null || kept.anchorMono === null || stamp.mono < kept.anchorMono;
  const sameButSmaller = stamp.mono === kept.anchorMono && epochMs < (kept.epochMs ?? Infinity);
  return earlier || sameButSmaller ? { epochMs, anchorMono: stamp.mono, latestEpochMs } : kept;
}

/**
 * The best estimate of a record's true time, UTC ms. `measured`: its own synced clock. `corrected`: its clock was not
 * set or ran more than {@link maxAheadMs} ahead, but another record of the run gives the epoch. `uncertain`: no record of
 * the run was synced; then the latest time that the run's arrivals allow, never later than `receivedAt`.
 */
export function observedTimeOf(
  stamp: Stamp,
  receivedAt: number,
  clock: BootClock,
): { observedAt: number; timeQuality: TimeQuality } {
  if (isMeasured(stamp, receivedAt)) return { observedAt: stamp.t, timeQuality: 'measured' };
  if (clock.epochMs !== null) {
    const observedAt = Math.round(clock.epochMs + stamp.mono);
    if (observedAt >= 0 && observedAt <= receivedAt + maxAheadMs) return { observedAt, timeQuality: 'corrected' };
  }
  const estimate = Math.round(clock.latestEpochMs + stamp.mono);
  return { observedAt: Math.max(0, Math.min(receivedAt, estimate)), timeQuality: 'uncertain' };
}
