/** Shortest stretch between two changes, days. */
export const leastSegmentDays = 14;

interface Start {
  readonly place: number;
  /** The day on which this start was beaten for good; a later start can take its place once a segment fits between. */
  beatenOn: number;
}

/**
 * Places at which the mean changes, by PELT [Killick, Fearnhead and Eckley, 2012] with the cost of a normal mean of known
 * noise and a penalty of 2·ln n for each change (BIC: a place and a level). Segments span {@link leastSegmentDays} or more;
 * a place is that of the first point of a segment. `x` in days, in order.
 */
export function changepoints(x: ArrayLike<number>, y: ArrayLike<number>, noise: number): number[] {
  const count = x.length;
  if (count < 2) return [];
  const cost = segmentCost(y, Math.max(noise, 1e-9));
  const penalty = 2 * Math.log(count);
  const best = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  best[0] = -penalty;
  const cameFrom = new Int32Array(count + 1);
  let starts: Start[] = [{ place: 0, beatenOn: Infinity }];
  for (let end = 1; end <= count; end += 1) {
    // The day behind the last point of the segment.
    const day = x[end] ?? x[end - 1]! + 1;
    const open = starts.filter(({ place }) => day - x[place]! >= leastSegmentDays);
    for (const { place } of open) {
      const total = best[place]! + cost(place, end) + penalty;
      if (total >= best[end]!) continue;
      best[end] = total;
      cameFrom[end] = place;
    }
    for (const start of open) {
      if (best[start.place]! + cost(start.place, end) > best[end]!) start.beatenOn = Math.min(start.beatenOn, day);
    }
    starts = starts.filter(({ beatenOn }) => day - beatenOn < leastSegmentDays);
    if (Number.isFinite(best[end]!)) starts.push({ place: end, beatenOn: Infinity });
  }
  const places: number[] = [];
  if (!Number.isFinite(best[count]!)) return places;
  for (let place = cameFrom[count]!; place > 0; place = cameFrom[place]!) places.unshift(place);
  return places;
}

/** Squared distance of the points `start` … `end - 1` from their mean, in variances of the noise. */
function segmentCost(y: ArrayLike<number>, noise: number): (start: number, end: number) => number {
  const sums = new Float64Array(y.length + 1);
  const squares = new Float64Array(y.length + 1);
  for (let index = 0; index < y.length; index += 1) {
    sums[index + 1] = sums[index]! + y[index]!;
    squares[index + 1] = squares[index]! + y[index]! * y[index]!;
  }
  return (start, end) => {
    const sum = sums[end]! - sums[start]!;
    return Math.max(0, squares[end]! - squares[start]! - (sum * sum) / (end - start)) / (noise * noise);
  };
}
