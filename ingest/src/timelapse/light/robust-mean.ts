/** A value and how much it counts. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/**
 * Weighted mean of the values in the middle: `trimmed` (below 0.5) of the weight is left out at either end, so that what
 * weighs less than that, however far off, moves it little; as the weights shift the mean moves on without a jump, which a
 * median does not. NaN where nothing counts.
 */
export function trimmedMean(items: readonly Weighted[], trimmed: number): number {
  const sorted = items.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  const [from, to] = [trimmed * total, (1 - trimmed) * total];
  let below = 0;
  let sum = 0;
  let weights = 0;
  for (const { value, weight } of sorted) {
    const counts = Math.min(below + weight, to) - Math.max(below, from);
    below += weight;
    if (counts <= 0) continue;
    sum += counts * value;
    weights += counts;
  }
  return sum / weights;
}

/** The value in the middle of the weights. */
export function middleOf(items: readonly Weighted[]): number {
  return trimmedMean(items, 0.5 - 1e-9);
}

/** Rises smoothly from 0 at `from` to 1 at `to`. */
export function smoothStep(from: number, to: number, value: number): number {
  const share = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return share * share * (3 - 2 * share);
}
