interface Bucket {
  readonly from: number;
  readonly to: number;
}

/** The bucket that a moment lies in, or the nearest within two buckets' width; undefined where nothing was measured. */
export function bucketAt<T extends Bucket>(buckets: readonly T[], at: number): T | undefined {
  let nearest: T | undefined;
  let least = Infinity;
  for (const bucket of buckets) {
    const away = Math.max(bucket.from - at, at - bucket.to, 0);
    if (away > 2 * (bucket.to - bucket.from) || away >= least) continue;
    [nearest, least] = [bucket, away];
  }
  return nearest;
}
