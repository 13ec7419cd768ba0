/** A metric or sensor over the time of a film. */
export interface Curve {
  /** What people read beside it, such as `Mực nước`. */
  readonly label: string;
  readonly unit: string;
  readonly decimals?: number;
  /** In order of time, UTC ms; null where nothing was measured, which breaks the curve. */
  readonly points: readonly { readonly t: number; readonly value: number | null }[];
  /** Time that the curve's box begins and ends with, UTC ms. */
  readonly from: number;
  readonly to: number;
}

/** A rectangle, px. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a time stands across the box, px from the picture's left; held at the box's ends. */
export function curveX({ from, to }: Pick<Curve, 'from' | 'to'>, box: Box, t: number): number {
  const share = to > from ? (t - from) / (to - from) : 1;
  return box.left + Math.min(1, Math.max(0, share)) * box.width;
}

/** Where a value stands in the box: the least seen at its bottom, the greatest at its top; in the middle where all are one. */
function curveY(curve: Curve, box: Box): (value: number) => number {
  let [least, most] = [Infinity, -Infinity];
  for (const { t, value } of curve.points) {
    if (value === null || t < curve.from || t > curve.to) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return (value) => box.top + box.height * (most > least ? 1 - (value - least) / (most - least) : 0.5);
}

/** What was measured last at a time, null before the first point and in a break. */
export function valueAt({ points }: Curve, t: number): number | null {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.t <= t) low = middle + 1;
    else high = middle;
  }
  return points[low - 1]?.value ?? null;
}

/** Data of an SVG path: of the points that share a column of pixels, only those that change the picture. */
export function curvePath(curve: Curve, box: Box): string {
  const yOf = curveY(curve, box);
  const pathOf = (columns: readonly Column[]): string => {
    const stops = columns.flatMap(({ x, first, least, most, last }) =>
      [...new Set([first, least, most, last])].map((value) => `${x} ${yOf(value).toFixed(1)}`),
    );
    // A value alone between breaks becomes a dot by the round ends of the line.
    return `M${stops.join('L')}${stops.length === 1 ? 'h0' : ''}`;
  };
  return columnsOf(curve, box).map(pathOf).join('');
}

interface Column {
  readonly x: number;
  readonly first: number;
  least: number;
  most: number;
  last: number;
}

/** Columns of pixels that have values, in stretches without a break. */
function columnsOf(curve: Curve, box: Box): Column[][] {
  const stretches: Column[][] = [];
  let stretch: Column[] | null = null;
  for (const { t, value } of curve.points) {
    if (t < curve.from || t > curve.to) continue;
    if (value === null) {
      stretch = null;
      continue;
    }
    if (!stretch) stretches.push((stretch = []));
    const x = Math.round(curveX(curve, box, t));
    const column = stretch.at(-1);
    if (column?.x !== x) stretch.push({ x, first: value, least: value, most: value, last: value });
    else
      Object.assign(column, { least: Math.min(column.least, value), most: Math.max(column.most, value), last: value });
  }
  return stretches;
}
