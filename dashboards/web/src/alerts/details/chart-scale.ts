interface ScaleInput {
  readonly buckets: readonly { readonly min: number; readonly max: number }[];
  readonly level: number | null;
  /** UTC ms of the left and right edge. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
}

/** Where values and times lie in a chart that shows all of the course and its level. */
export interface ChartScale {
  x(utcMs: number): number;
  y(value: number): number;
  /** Of the course alone. */
  readonly low: number;
  readonly high: number;
}

const marginShare = 0.08;

export function chartScale({ buckets, level, from, to, width, height }: ScaleInput): ChartScale {
  const low = Math.min(...buckets.map(({ min }) => min));
  const high = Math.max(...buckets.map(({ max }) => max));
  const bottom = Math.min(low, level ?? low);
  const top = Math.max(high, level ?? high);
  const margin = (top - bottom || 1) * marginShare;
  const spread = top - bottom + 2 * margin;
  return {
    ...{ low, high },
    x: (t) => Math.min(width, Math.max(0, ((t - from) / (to - from)) * width)),
    y: (value) => ((top + margin - value) / spread) * height,
  };
}
