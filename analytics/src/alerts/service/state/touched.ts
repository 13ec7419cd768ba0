import type { LiveSeries } from '../farm/shelf.ts';

/** Times from which on series have changed, for histories to look again. */
export type Touched = Map<LiveSeries, number>;

export function touch(touched: Touched, series: LiveSeries, t: number): void {
  touched.set(series, Math.min(t, touched.get(series) ?? Infinity));
}
