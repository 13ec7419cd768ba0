import type { SeriesBuffer } from '../engine/series-buffer.ts';
import type { HeldValue } from '../indices/heat-load.ts';

/**
 * The values of a series in `[from, to)`, each as long as it held: until the next one, at most `longestMs`. Faults and silence are left
 * out: what nobody measured is not there.
 */
export function heldValues(buffer: SeriesBuffer, from: number, to: number, longestMs: number): HeldValue[] {
  const held: HeldValue[] = [];
  for (let index = Math.max(0, buffer.indexAt(from)); index < buffer.length; index += 1) {
    const begins = buffer.timeAt(index);
    if (begins >= to) break;
    const value = buffer.valueAt(index);
    const next = index + 1 < buffer.length ? buffer.timeAt(index + 1) : Infinity;
    const part = { from: Math.max(begins, from), to: Math.min(next, begins + longestMs, to), value };
    if (!Number.isNaN(value) && part.to > part.from) held.push(part);
  }
  return held;
}

/** Hours that held values tell of. */
export function hoursKnown(held: readonly HeldValue[]): number {
  return held.reduce((hours, { from, to }) => hours + (to - from) / 3_600_000, 0);
}

/** Mean over the time that is known, or undefined where nothing is. */
export function meanOf(held: readonly HeldValue[]): number | undefined {
  const hours = hoursKnown(held);
  if (hours === 0) return undefined;
  return held.reduce((sum, { from, to, value }) => sum + (value * (to - from)) / 3_600_000, 0) / hours;
}
