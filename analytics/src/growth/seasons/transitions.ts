import type { SeasonCurve } from '../curve/season-curve.ts';
import type { Level } from './levels.ts';

/** A crossing with the interval that holds it with 90 %, by days of the curve. */
export interface Crossing {
  readonly day: number;
  readonly low: number;
  readonly high: number;
}

/** The part of the curve that rises from a low level to a high one, or falls back. */
export interface Flank {
  readonly curve: SeasonCurve;
  /** The deepest day and the highest one; for a fall the valley is the later one. */
  readonly valley: number;
  readonly peak: number;
  readonly low: Level;
  readonly high: Level;
}

/** Days for which the curve must stay past a threshold. */
const lastingDays = 5;
const ninety = 1.645;

/**
 * The first day at or past `share` of the amplitude, upwards from valley to peak or downwards from peak to valley; undefined
 * where the curve is not seen on the far side. Its interval is that of the band's own crossings, with the errors of both
 * levels, and no shorter than a gap around it.
 */
export function crossing(flank: Flank, share: number): Crossing | undefined {
  const { curve, valley, peak, low, high } = flank;
  const threshold = low.value + share * (high.value - low.value);
  const doubt = ninety * Math.hypot((1 - share) * low.error, share * high.error);
  const [from, to] = [Math.min(valley, peak), Math.max(valley, peak)];
  const rises = valley < peak;
  const first = (values: Float64Array, limit: number) => {
    return firstPast({ values, from, to, isPast: (value) => (rises ? value >= limit : value <= limit) });
  };
  const day = first(curve.value, threshold);
  if (day === undefined) return undefined;
  const early = rises ? first(curve.high, threshold - doubt) : first(curve.low, threshold + doubt);
  const late = rises ? first(curve.low, threshold + doubt) : first(curve.high, threshold - doubt);
  const bounds = { low: Math.min(day, early ?? day), high: Math.max(day, late ?? to) };
  return { day, ...overGap(curve, day, bounds) };
}

function firstPast(search: {
  values: Float64Array;
  from: number;
  to: number;
  isPast: (value: number) => boolean;
}): number | undefined {
  const { values, from, to, isPast } = search;
  for (let day = from; day <= to; day += 1) {
    let lasts = true;
    for (let later = day; lasts && later <= Math.min(to, day + lastingDays - 1); later += 1) {
      // A day in a long gap says nothing.
      if (Number.isNaN(values[later]!) ? later === day : !isPast(values[later]!)) lasts = false;
    }
    if (lasts) return day;
  }
  return undefined;
}

/** Where nobody looked well around the day, it may have been any day from after the last good look to the next one. */
function overGap(
  { seen, firm }: SeasonCurve,
  day: number,
  { low, high }: { low: number; high: number },
): {
  low: number;
  high: number;
} {
  let before = day - 1;
  while (before >= 0 && !firm.has(before)) before -= 1;
  let after = day;
  while (after < seen.length && !firm.has(after)) after += 1;
  if (after - before <= 1) return { low, high };
  return { low: Math.min(low, before + 1), high: Math.max(high, Math.min(after, seen.length - 1)) };
}
