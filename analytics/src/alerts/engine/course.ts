import type { Input } from './inputs.ts';
import { atPoints, type Node } from './truth.ts';

/** True where a value has risen (or fallen) by `by` or more within a stretch of time, against the extreme of that stretch. */
export function rateNode(input: Input, side: 'rises' | 'falls', by: number, withinMs: number): Node {
  const sign = side === 'rises' ? 1 : -1;
  const [buffer] = input.series;
  return atPoints((t) => {
    const now = input.valueAt(t);
    if (!buffer || Number.isNaN(now)) return -1;
    const last = buffer.indexAt(t);
    // The value that held when the stretch began counts too.
    for (let index = last; index >= 0; index -= 1) {
      const value = buffer.valueAt(index);
      if (!Number.isNaN(value) && sign * (now - value) >= by) return 1;
      if (buffer.timeAt(index) <= t - withinMs) break;
    }
    return 0;
  });
}

/** What is needed to tell what is usual: the clock of the site. */
export interface Hours {
  /** UTC ms of the local midnight at or before `t`. */
  midnightBefore(t: number): number;
}

export interface UsualBand {
  readonly side: 'above' | 'below';
  readonly quantile: number;
  readonly margin: number;
  readonly days: number;
  readonly leastDays: number;
}

const hourMs = 3_600_000;

/**
 * True where a value is beyond what is usual for that hour of the day: a quantile of the hourly means of the days before the local
 * midnight of that day, so that a day never teaches itself. Not known with fewer than `leastDays` of them.
 */
export function unusualNode(input: Input, band: UsualBand, hours: Hours): Node {
  const [buffer] = input.series;
  return {
    evaluate(t) {
      const value = input.valueAt(t);
      if (!buffer || Number.isNaN(value)) return -1;
      const midnight = hours.midnightBefore(t);
      const sinceMidnight = Math.floor((t - midnight) / hourMs) * hourMs;
      const means: number[] = [];
      for (let day = 1; day <= band.days; day += 1) {
        const mean = buffer.hourMean(Math.floor((midnight - day * 24 * hourMs + sinceMidnight) / hourMs));
        if (mean !== undefined) means.push(mean);
      }
      if (means.length < band.leastDays) return -1;
      means.sort((a, b) => a - b);
      if (band.side === 'above') return value > quantileOf(means, band.quantile) + band.margin ? 1 : 0;
      return value < quantileOf(means, 1 - band.quantile) - band.margin ? 1 : 0;
    },
    nextEdge: (t) => input.staleEdge(t),
  };
}

/** Quantile of sorted values, linear between them. */
function quantileOf(sorted: readonly number[], quantile: number): number {
  const place = quantile * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}
