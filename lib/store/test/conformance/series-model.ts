import type { Bucket, Point } from '@fieldlapse/store';

/** What a series store is to answer, from a plain map. */
export interface SeriesModel {
  append(points: readonly Point[]): void;
  remove(series: string, from: number, to: number): void;
  range(series: string, from: number, to: number): Point[];
  latest(prefix: string): Point[];
  /** The bucket that holds exactly `[from, to)`. */
  bucket(series: string, from: number, to: number): Bucket | undefined;
}

export function seriesModel(): SeriesModel {
  const values = new Map<string, Map<number, number>>();
  const range = (series: string, from: number, to: number): Point[] =>
    [...(values.get(series) ?? [])]
      .filter(([t]) => t >= from && t < to)
      .sort((a, b) => a[0] - b[0])
      .map(([t, value]) => ({ series, t, value }));
  return {
    append(points) {
      for (const { series, t, value } of points) {
        const own = values.get(series) ?? new Map<number, number>();
        values.set(series, own.set(t, value));
      }
    },
    remove(series, from, to) {
      for (const { t } of range(series, from, to)) values.get(series)?.delete(t);
    },
    range,
    latest: (prefix) =>
      [...values.keys()]
        .filter((series) => series.startsWith(prefix))
        .sort()
        .flatMap((series) => range(series, 0, Infinity).slice(-1)),
    bucket(series, from, to) {
      const found = range(series, from, to).map(({ value }) => value);
      if (found.length === 0) return undefined;
      const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
      return { from, to, count: found.length, min: Math.min(...found), max: Math.max(...found), mean };
    },
  };
}
