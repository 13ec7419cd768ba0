import { openSeriesBuffer, type SeriesBuffer } from '../../engine/series-buffer.ts';
import type { LoadSeries } from './load-series.ts';

const hourMs = 3_600_000;

/** A series that rules look at. */
export interface LiveSeries {
  readonly name: string;
  readonly buffer: SeriesBuffer;
  /** All its points from here on are in the buffer, UTC ms; Infinity while none was read. */
  keptFrom: number;
}

/** The series of all farms that are in memory. */
export interface Shelf {
  get(name: string): LiveSeries | undefined;
  /** The series, a new one where nobody has asked for it before. */
  open(name: string): LiveSeries;
  of(buffer: SeriesBuffer): LiveSeries;
  /** Reads what is missing of a series from a time on. */
  ensure(series: LiveSeries, from: number): Promise<void>;
  /** Drops what is older than a series is needed for. */
  forget(series: LiveSeries, before: number): void;
  all(): Iterable<LiveSeries>;
}

export function openShelf(load: LoadSeries): Shelf {
  const byName = new Map<string, LiveSeries>();
  const byBuffer = new Map<SeriesBuffer, LiveSeries>();
  return {
    get: (name) => byName.get(name),
    open(name) {
      const known = byName.get(name);
      if (known) return known;
      const series = { name, buffer: openSeriesBuffer(), keptFrom: Infinity };
      byName.set(name, series);
      byBuffer.set(series.buffer, series);
      return series;
    },
    of: (buffer) => byBuffer.get(buffer)!,
    async ensure(series, from) {
      const start = hourOf(from);
      if (start >= series.keptFrom) return;
      const to = Math.min(series.keptFrom, Number.MAX_SAFE_INTEGER);
      const points = await load(series.name, start, to);
      const there = pointsOf(series.buffer, start, to);
      series.buffer.recall(start, to, points);
      // What has just come may not be stored yet.
      for (const { t, value } of there) series.buffer.insert(t, value, 0.5);
      series.keptFrom = start;
    },
    forget(series, before) {
      const start = hourOf(before);
      if (start <= series.keptFrom || series.keptFrom === Infinity) return;
      series.buffer.forget(start);
      series.keptFrom = start;
    },
    all: () => byName.values(),
  };
}

/** Points of a buffer with `from <= t < to`. */
export function pointsOf(buffer: SeriesBuffer, from: number, to: number): { t: number; value: number }[] {
  const points: { t: number; value: number }[] = [];
  for (let index = buffer.indexAt(from - 1) + 1; index < buffer.length && buffer.timeAt(index) < to; index += 1) {
    points.push({ t: buffer.timeAt(index), value: buffer.valueAt(index) });
  }
  return points;
}

const hourOf = (t: number): number => Math.floor(t / hourMs) * hourMs;
