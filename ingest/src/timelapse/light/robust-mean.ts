/** A value and how much it counts. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

// Five steps settle the mean to less than the data's own noise.
const steps = 5;

/** The value in the middle of the weights; values between two are split. NaN where nothing counts. */
export function weightedMedian(items: readonly Weighted[]): number {
  const sorted = items.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const [index, { value, weight }] of sorted.entries()) {
    below += weight;
    if (below === total / 2) return (value + (sorted[index + 1]?.value ?? value)) / 2;
    if (below > total / 2) return value;
  }
  return NaN;
}

/** Spread about a middle: 1.4826 × the median of the distances, the standard deviation where they are normal. */
export function spreadAbout(items: readonly Weighted[], middle: number): number {
  return 1.4826 * weightedMedian(items.map(({ value, weight }) => ({ value: Math.abs(value - middle), weight })));
}

/** Tukey's biweight: 1 at no distance, falls smoothly to 0 at `reach` and stays there. */
export function nearness(distance: number, reach: number): number {
  const share = distance / reach;
  return Math.abs(share) >= 1 ? 0 : (1 - share * share) ** 2;
}

/**
 * Weighted mean of the values that agree, by biweight about the median, values count less the farther they stand and nothing
 * beyond `reach` spreads (of which one is at least `leastSpread`). NaN where nothing counts.
 */
export function robustMean(items: readonly Weighted[], reach: number, leastSpread: number): number {
  const start = weightedMedian(items);
  const distance = reach * Math.max(leastSpread, spreadAbout(items, start));
  let mean = start;
  for (let step = 0; step < steps; step += 1) {
    let sum = 0;
    let weights = 0;
    for (const { value, weight } of items) {
      const counts = weight * nearness(value - mean, distance);
      sum += counts * value;
      weights += counts;
    }
    if (weights === 0) return mean;
    mean = sum / weights;
  }
  return mean;
}
