import type { DatabaseSync } from 'node:sqlite';
import type { Point } from '../ports.ts';
import type { Column, Samples } from './log/column.ts';
import type { GivenUp, Merged } from './tiers/rollups.ts';

/** A stretch of time, UTC ms `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}
/** A point; where raw points were given up, the mean of an hour or day at its middle. */
type Sample = readonly [t: number, value: number, merged?: Merged];

/** Reads points of one series, those of the log over those that were moved. */
export interface PointReader {
  /** Samples of the span in order of time, at most `limit`; `recent` is what the log holds of the series. */
  between(id: number, recent: Column | undefined, span: Span, limit?: number): readonly Sample[];
  /** The newest point, or none. */
  newest(id: number, name: string, recent: Column | undefined): Point[];
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
      const points = recent ? overlaid(moved, recent.between({ from, to })) : moved;
      const merged = gone.within(id, { from, to }).map(sampleOf);
      const all = merged.length > 0 ? [...points, ...merged].sort((a, b) => a[0] - b[0]) : points;
      return limit < 0 ? all : all.slice(0, limit);
    },
    newest(id, name, recent) {
      const moved = selectNewest.get(id) as { t: number; value: number } | undefined;
      const { times, values } = recent?.all() ?? {};
      const [t, value] = [times?.at(-1), values?.at(-1)];
      if (t !== undefined && value !== undefined && !(moved && moved.t > t)) return [{ series: name, t, value }];
      return moved ? [{ series: name, ...moved }] : [];
    },
  };
}

function sampleOf(merged: Merged): Sample {
  const [, , sum, count] = merged.totals;
  return [merged.t, sum / count, merged];
}

/** Both in order of time; where both have a point, that of `over` stands. */
function overlaid(under: readonly Sample[], { times, values }: Samples): readonly Sample[] {
  if (times.length === 0) return under;
  const all: Sample[] = [];
  let at = 0;
  for (const [index, t] of times.entries()) {
    for (let below = under[at]; below && below[0] <= t; below = under[++at]) if (below[0] < t) all.push(below);
    all.push([t, values[index] as number]);
  }
  return all.concat(under.slice(at));
}
