import type { SeriesBuffer } from './series-buffer.ts';

/** One input of a rule on a target: the value that holds at a moment. */
export interface Input {
  /** NaN where it is not known: before the first point, after a fault or an impossible value, or when the last point is older than it may be. */
  valueAt(t: number): number;
  /** Time of the newest point at or before `t`, faults included; −Infinity before the first. */
  lastTimeAt(t: number): number;
  /** The next moment after `t` at which a value gets too old, or Infinity. */
  staleEdge(t: number): number;
  readonly series: readonly SeriesBuffer[];
}

/** What a value can be; beyond that it is a fault, which is no news of a crop. */
export interface Plausible {
  readonly min: number;
  readonly max: number;
}

const anything: Plausible = { min: -Infinity, max: Infinity };

/** The input of one series, or the median of several (all sensors of a plot that measure the same). */
export function inputOf(series: readonly SeriesBuffer[], staleAfterMs: number, range: Plausible = anything): Input {
  const [only] = series;
  return only && series.length === 1 ? single(only, staleAfterMs, range) : median(series, staleAfterMs, range);
}

function single(buffer: SeriesBuffer, staleAfterMs: number, { min, max }: Plausible): Input {
  return {
    series: [buffer],
    valueAt(t) {
      const index = buffer.indexAt(t);
      if (index < 0 || t - buffer.timeAt(index) > staleAfterMs) return NaN;
      const value = buffer.valueAt(index);
      return value >= min && value <= max ? value : NaN;
    },
    lastTimeAt(t) {
      const index = buffer.indexAt(t);
      return index < 0 ? -Infinity : buffer.timeAt(index);
    },
    staleEdge(t) {
      const index = buffer.indexAt(t);
      if (index < 0) return Infinity;
      const edge = buffer.timeAt(index) + staleAfterMs + 1;
      return edge > t ? edge : Infinity;
    },
  };
}

function median(series: readonly SeriesBuffer[], staleAfterMs: number, range: Plausible): Input {
  const inputs = series.map((buffer) => single(buffer, staleAfterMs, range));
  return {
    series,
    valueAt: (t) => medianOf(inputs.map((input) => input.valueAt(t))),
    lastTimeAt: (t) => Math.max(-Infinity, ...inputs.map((input) => input.lastTimeAt(t))),
    staleEdge: (t) => Math.min(Infinity, ...inputs.map((input) => input.staleEdge(t))),
  };
}

/** The median of what is known, NaN where nothing is. */
export function medianOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const half = known.length >> 1;
  if (known.length === 0) return NaN;
  return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2;
}
