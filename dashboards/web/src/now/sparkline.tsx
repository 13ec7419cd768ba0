import type { BucketsAnswer } from '@fieldlapse/dashboards-server';
import { runsOf } from './runs.ts';

type Bucket = BucketsAnswer['buckets'][number];

const width = 120;
const height = 32;

interface SparklineProps {
  readonly buckets: readonly Bucket[];
  readonly label: string;
  /** UTC ms of the left and right edge; those of the buckets where absent. */
  readonly span?: { readonly from: number; readonly to: number };
}

/** The course of a value: a band from minimum to maximum with the mean as its line; broken where nothing was measured. */
export function Sparkline({ buckets, label, span }: SparklineProps) {
  const low = Math.min(...buckets.map(({ min }) => min));
  const high = Math.max(...buckets.map(({ max }) => max));
  const from = span?.from ?? buckets[0]?.from ?? 0;
  const to = span?.to ?? buckets.at(-1)?.to ?? 1;
  const x = (bucket: Bucket) => (((bucket.from + bucket.to) / 2 - from) / (to - from)) * width;
  const y = (value: number) => 2 + (height - 4) * (high > low ? (high - value) / (high - low) : 0.5);
  const points = (run: readonly Bucket[], value: (bucket: Bucket) => number) =>
    run.map((bucket) => `${x(bucket).toFixed(1)} ${y(value(bucket)).toFixed(1)}`);
  const runs = runsOf(buckets);
  const line = runs.map((run) => `M${points(run, ({ mean }) => mean).join('L')}`);
  const band = runs.map((run) => {
    const outline = [...points(run, ({ max }) => max), ...points(run.toReversed(), ({ min }) => min)];
    return `M${outline.join('L')}Z`;
  });
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path class="band" d={band.join('')} />
      <path class="course" d={line.join('')} />
    </svg>
  );
}
