import type { BucketsAnswer } from '@fieldlapse/dashboards-server';

const width = 120;
const height = 32;

/** The course of a value: a band from minimum to maximum with the mean as its line; broken where nothing was measured. */
export function Sparkline({ buckets, label }: { buckets: BucketsAnswer['buckets']; label: string }) {
  const low = Math.min(...buckets.map(({ min }) => min));
  const high = Math.max(...buckets.map(({ max }) => max));
  const from = buckets[0]?.from ?? 0;
  const to = buckets.at(-1)?.to ?? 1;
  const x = (bucket: { from: number; to: number }) => (((bucket.from + bucket.to) / 2 - from) / (to - from)) * width;
  const y = (value: number) => 2 + (height - 4) * (high > low ? (high - value) / (high - low) : 0.5);
  const point = (bucket: (typeof buckets)[number], value: number) => `${x(bucket).toFixed(1)} ${y(value).toFixed(1)}`;
  const line = buckets.map((bucket, index) => {
    const before = buckets[index - 1];
    const broken = !before || bucket.from - before.to > bucket.to - bucket.from;
    return `${broken ? 'M' : 'L'}${point(bucket, bucket.mean)}`;
  });
  const band = [
    ...buckets.map((bucket) => point(bucket, bucket.max)),
    ...buckets.toReversed().map((bucket) => point(bucket, bucket.min)),
  ];
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path class="band" d={`M${band.join('L')}Z`} />
      <path class="course" d={line.join('')} />
    </svg>
  );
}
