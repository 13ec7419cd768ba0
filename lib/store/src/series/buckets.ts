import type { Bucket } from '../ports.ts';
import type { Column } from './log/column.ts';
import type { PointReader, Span } from './points.ts';
import { dayMs, hourMs, type GivenUp, type RollupReader, type Totals } from './tiers/rollups.ts';

export interface BucketQuery {
  readonly id: number;
  /** What the log holds of the series. */
  readonly recent: Column | undefined;
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface BucketParts {
  readonly points: PointReader;
  readonly rollups: RollupReader;
  readonly gone: GivenUp;
}

/**
 * Reads buckets of one series. Where they are an hour or longer their inner edges are rounded to whole hours and whole
 * hours are read from the rollups; where they are a day or longer, days that no edge cuts are read from those of days.
 * The ends of the range, and hours that the log touches, are read point by point.
 */
export function bucketReader(parts: BucketParts): (query: BucketQuery) => Bucket[] {
  return (query) => {
    const { from, to, count } = query;
    const edges = bucketEdges(from, to, count);
    const sums: (Totals | undefined)[] = [];
    const add = (t: number, totals: Totals): void => {
      const index = bucketOf(edges, t);
      sums[index] = plus(sums[index], totals);
    };
    const stepMs = (to - from) / count;
    const tiers = tierReader(parts, query, add);
    if (stepMs >= dayMs) tiers.byDays({ from, to }, edges);
    else if (stepMs >= hourMs) tiers.byHours({ from, to });
    else tiers.byPoints({ from, to });
    return edges.slice(0, -1).flatMap((edge, index) => bucketOfSums(edge, edges[index + 1] ?? to, sums[index]));
  };
}

/** Adds what a span of the series holds, by the coarsest rollups that do not reach over its ends. */
function tierReader(
  { points, rollups, gone }: BucketParts,
  { id, recent, from, to }: BucketQuery,
  add: (t: number, totals: Totals) => void,
) {
  const { times = [] } = recent?.between({ from, to }) ?? {};
  const recentUnits = (unitMs: number) => new Set(Array.from(times, (t) => Math.floor(t / unitMs)));
  const [recentHours, recentDays] = [recentUnits(hourMs), recentUnits(dayMs)];

  function byPoints(span: Span): void {
    if (span.from >= span.to) return;
    for (const [t, value, merged] of points.between(id, recent, span)) {
      add(t, merged ? merged.totals : [value, value, value, 1]);
    }
  }

  function byHours(span: Span): void {
    const whole = wholeUnits(span, hourMs);
    for (const [hour, , ...totals] of rollups.hours(id, whole)) {
      if (!recentHours.has(hour)) add(hour * hourMs, totals);
    }
    for (const { t, spanMs, totals } of gone.within(id, whole)) if (spanMs === dayMs) add(t, totals);
    for (const hour of recentHours) {
      const own = { from: hour * hourMs, to: (hour + 1) * hourMs };
      if (own.from >= whole.from && own.to <= whole.to) byPoints(own);
    }
    byPoints({ from: span.from, to: whole.from });
    byPoints({ from: whole.to, to: span.to });
  }

  function byDays(span: Span, edges: readonly number[]): void {
    const whole = wholeUnits(span, dayMs);
    const apart = new Set(recentDays);
    for (const edge of edges) if (edge % dayMs !== 0) apart.add(Math.floor(edge / dayMs));
    for (const [day, hourly, ...totals] of rollups.days(id, whole)) {
      // A day whose hours were given up can no longer be cut: it stands at its middle.
      if (hourly === 0) add(day * dayMs + dayMs / 2, totals);
      else if (!apart.has(day)) add(day * dayMs, totals);
      if (hourly === 0) apart.delete(day);
    }
    for (const day of apart) {
      if (day * dayMs >= whole.from && day * dayMs < whole.to) byHours({ from: day * dayMs, to: (day + 1) * dayMs });
    }
    byHours({ from: span.from, to: whole.from });
    byHours({ from: whole.to, to: span.to });
  }

  return { byPoints, byHours, byDays };
}

function bucketOfSums(from: number, to: number, sums: Totals | undefined): Bucket[] {
  if (!sums) return [];
  const [min, max, sum, count] = sums;
  return [{ from, to, count, min, max, mean: sum / count }];
}

function plus(own: Totals | undefined, added: Totals): Totals {
  if (!own) return added;
  return [Math.min(own[0], added[0]), Math.max(own[1], added[1]), own[2] + added[2], own[3] + added[3]];
}

/** The whole hours or days of a span; an empty span at its start where it has none. */
function wholeUnits({ from, to }: Span, unitMs: number): Span {
  const whole = { from: Math.ceil(from / unitMs) * unitMs, to: Math.floor(to / unitMs) * unitMs };
  return whole.from < whole.to ? whole : { from: to, to };
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
