import type { DatabaseSync } from 'node:sqlite';
import type { Point } from '../ports.ts';
import type { TailSeries } from './log/tail.ts';
import type { GivenUp, Merged } from './tiers/rollups.ts';

/** A stretch of time, UTC ms `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
/** What the log holds of a series: values by time. */
export type Recent = ReadonlyMap<number, number> | undefined;
/** A point; where raw points were given up, the mean of an hour or day at its middle. */
type Sample = readonly [t: number, value: number, merged?: Merged];

/** Reads points of one series, those of the log over those that were moved. */
export interface PointReader {
  /** Samples with `from <= t < to` in time order, at most `limit`. */
  between(id: number, recent: Recent, span: Span, limit?: number): Iterable<Sample>;
  /** The newest point, or none. */
  newest(id: number, name: string, tail: TailSeries | undefined): Point[];
}

export function pointReader(database: DatabaseSync, gone: GivenUp): PointReader {
  const select = database.prepare(
    'select t, value from points where series = ? and t >= ? and t < ? order by t limit ?',
  );
  select.setReturnArrays(true);
  const selectNewest = database.prepare('select t, value from points where series = ? order by t desc limit 1');

  return {
    between(id, recent, { from, to }, limit = -1) {
      const moved = select.all(id, from, to, limit) as unknown as Sample[];
      const added = [...(recent ?? [])].filter(([t]) => t >= from && t < to);
      const merged = gone.within(id, { from, to }).map(sampleOf);
      if (added.length === 0 && merged.length === 0) return moved;
      const points = added.length > 0 ? new Map<number, number>([...(moved as [number, number][]), ...added]) : moved;
      const all = [...points, ...merged].sort((a, b) => a[0] - b[0]);
      return limit < 0 ? all : all.slice(0, limit);
    },
    newest(id, name, tail) {
      const moved = selectNewest.get(id) as { t: number; value: number } | undefined;
      if (tail && !(moved && moved.t > tail.newest)) {
        return [{ series: name, t: tail.newest, value: tail.values.get(tail.newest) ?? 0 }];
      }
      return moved ? [{ series: name, ...moved }] : [];
    },
  };
}

function sampleOf(merged: Merged): Sample {
  const [, , sum, count] = merged.totals;
  return [merged.t, sum / count, merged];
}
