/**
 * The quantile of sorted values with linear interpolation between neighbours: definition 7 of Hyndman and Fan (1996),
 * which numpy uses and PhenoCam's published percentiles follow. NaN of no values.
 */
export function quantileSorted(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (at - below) * (high - low);
}

/** As {@link quantileSorted} for values in any order. */
export function quantile(values: Iterable<number>, share: number): number {
  return quantileSorted(Float64Array.from(values).sort(), share);
}

/** The middle value; NaN of no values. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/** Standard deviation of normal noise with that median absolute deviation from `centre`. */
export function madSd(values: readonly number[], centre = median(values)): number {
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)));
}
