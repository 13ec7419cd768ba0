import { madSd, median, quantileSorted } from '../windows/quantile.ts';

/**
 * Standard deviation of the noise between neighbouring values, whatever their trend: from second differences of points
 * that lie at most `reach` days apart. 0 of fewer than three such points.
 */
export function noiseSd(x: ArrayLike<number>, y: ArrayLike<number>, reach = 3): number {
  const differences: number[] = [];
  for (let index = 1; index + 1 < x.length; index += 1) {
    const before = x[index]! - x[index - 1]!;
    const after = x[index + 1]! - x[index]!;
    if (before > reach || after > reach) continue;
    // What the line through both neighbours leaves, scaled to the noise of one value.
    const share = before / (before + after);
    const rest = y[index]! - y[index - 1]! * (1 - share) - y[index + 1]! * share;
    differences.push(rest / Math.sqrt(1 + share * share + (1 - share) * (1 - share)));
  }
  return differences.length > 0 ? madSd(differences, 0) : 0;
}

/** From the 2nd to the 98th percentile: the range without single wild values. */
export function rangeOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted.length > 0 ? quantileSorted(sorted, 0.98) - quantileSorted(sorted, 0.02) : 0;
}

/** A line that few wild points do not turn [Theil, 1950; Sen, 1968]: the median of the slopes between all pairs. */
export function robustLine(x: readonly number[], y: readonly number[]): (at: number) => number {
  if (x.length < 4) {
    const level = median(y);
    return () => level;
  }
  const slopes: number[] = [];
  for (let one = 0; one < x.length; one += 1) {
    for (let other = one + 1; other < x.length; other += 1) slopes.push((y[other]! - y[one]!) / (x[other]! - x[one]!));
  }
  const slope = median(slopes);
  const level = median(y.map((value, index) => value - slope * x[index]!));
  return (at) => level + slope * at;
}
