import type { DatabaseSync } from 'node:sqlite';
import type { Bucket } from '../ports.ts';
import { hourMs } from './log/move.ts';
import type { PointReader, Recent, Span } from './points.ts';

interface Sums {
  min: number;
  max: number;
  sum: number;
  count: number;
}

export interface BucketQuery {
  readonly id: number;
  readonly recent: Recent;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/**
 * Reads buckets of one series. Where they are an hour or longer their inner edges are rounded to whole hours and whole
 * hours are read from the rollups; the ends of the range, and hours that the log touches, are read point by point.
 */
export function bucketReader(database: DatabaseSync, points: PointReader): (query: BucketQuery) => Bucket[] {
  const selectRollups = database.prepare(
    'select hour, min, max, sum, count from rollups where series = ? and hour >= ? and hour < ?',
  );
  selectRollups.setReturnArrays(true);

  return ({ id, recent, from, to, count }) => {
    const edges = bucketEdges(from, to, count);
    const sums: (Sums | undefined)[] = [];
    const addPoints = (span: Span, added: Recent): void => {
      for (const [t, value] of points.between(id, added, span)) add(sums, bucketOf(edges, t), [value, value, value, 1]);
    };
    const whole = wholeHours(from, to, count) ?? { from: to, to };
    const recentHours = byHour(recent, whole);
    const rollups = selectRollups.all(id, whole.from / hourMs, whole.to / hourMs) as unknown as Rollup[];
    for (const [hour, ...rollup] of rollups) {
      if (!recentHours.has(hour)) add(sums, bucketOf(edges, hour * hourMs), rollup);
    }
    for (const [hour, added] of recentHours) addPoints({ from: hour * hourMs, to: (hour + 1) * hourMs }, added);
    addPoints({ from, to: whole.from }, recent);
    addPoints({ from: whole.to, to }, recent);
    return edges.slice(0, -1).flatMap((edge, index) => bucketOfSums(edge, edges[index + 1] ?? to, sums[index]));
  };
}

type Totals = [min: number, max: number, sum: number, count: number];
type Rollup = [hour: number, ...Totals];

function bucketOfSums(from: number, to: number, sums: Sums | undefined): Bucket[] {
  return sums ? [{ from, to, count: sums.count, min: sums.min, max: sums.max, mean: sums.sum / sums.count }] : [];
}

function add(sums: (Sums | undefined)[], index: number, [min, max, sum, count]: Totals): void {
  const own = sums[index];
  if (!own) {
    sums[index] = { min, max, sum, count };
    return;
  }
  own.min = Math.min(own.min, min);
  own.max = Math.max(own.max, max);
  own.sum += sum;
  own.count += count;
}

/** The whole hours of a range, or undefined where its buckets are too short for them. */
function wholeHours(from: number, to: number, count: number): Span | undefined {
  if (to - from < count * hourMs) return undefined;
  const whole = { from: Math.ceil(from / hourMs) * hourMs, to: Math.floor(to / hourMs) * hourMs };
  return whole.from < whole.to ? whole : undefined;
}

/** The `count + 1` edges of buckets, rising; inner ones on whole hours where buckets are an hour or longer. */
function bucketEdges(from: number, to: number, count: number): number[] {
  const step = (to - from) / count;
  const grain = step >= hourMs ? hourMs : 1;
  return Array.from({ length: count + 1 }, (_, index) => {
    if (index === 0) return from;
    return index === count ? to : Math.round((from + index * step) / grain) * grain;
  });
}

/** Index of the bucket that holds `t`: the last one that begins at or before it. */
function bucketOf(edges: readonly number[], t: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? t) <= t) low = middle;
    else high = middle;
  }
  return low;
}

/** What the log holds within a stretch of whole hours, by hour. */
function byHour(recent: Recent, { from, to }: Span): Map<number, Map<number, number>> {
  const hours = new Map<number, Map<number, number>>();
  for (const [t, value] of recent ?? []) {
    if (t < from || t >= to) continue;
    const hour = Math.floor(t / hourMs);
    const own = hours.get(hour);
    if (own) own.set(t, value);
    else hours.set(hour, new Map([[t, value]]));
  }
  return hours;
}
