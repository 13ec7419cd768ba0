import type { DatabaseSync } from 'node:sqlite';
import type { Span } from '../points.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
const hoursPerDay = 24;

export type Totals = readonly [min: number, max: number, sum: number, count: number];
/** An hour or day of a series, numbered from 1970 in UTC; `finer` is 0 where what it was counted from was given up. */
export type Rollup = readonly [at: number, finer: 0 | 1, ...Totals];

/** Reads rollups of one series whose whole hour or day lies in a span. */
export interface RollupReader {
  hours(id: number, span: Span): readonly Rollup[];
  days(id: number, span: Span): readonly Rollup[];
}

export function rollupReader(database: DatabaseSync): RollupReader {
  const reader = (table: 'hours' | 'days', at: string, finer: string, unitMs: number) => {
    const select = database.prepare(
      `select ${at}, ${finer}, min, max, sum, count from ${table} where series = ? and ${at} >= ? and ${at} < ? order by ${at}`,
    );
    select.setReturnArrays(true);
    return (id: number, { from, to }: Span): readonly Rollup[] =>
      select.all(id, Math.ceil(from / unitMs), Math.floor(to / unitMs)) as unknown as Rollup[];
  };
  return { hours: reader('hours', 'hour', 'raw', hourMs), days: reader('days', 'day', 'hourly', dayMs) };
}

/** Counts hours of a series, and the days that they lie in, anew from what they hold; part of the caller's transaction. */
export function rollupCounter(database: DatabaseSync): (id: number, hours: ReadonlySet<number>) => void {
  const counter = (table: 'hours' | 'days', at: string, finer: string, count: string) => {
    const recount = database.prepare(`
      insert into ${table} (series, ${at}, min, max, sum, count) ${count} group by series
      on conflict (series, ${at}) do update set
        min = excluded.min, max = excluded.max, sum = excluded.sum, count = excluded.count where ${finer} = 1`);
    const forget = database.prepare(`delete from ${table} where series = ? and ${at} = ? and ${finer} = 1`);
    return (id: number, own: number, from: number, to: number): void => {
      // Where nothing is left to count, nothing is written.
      if (recount.run(own, id, from, to).changes === 0) forget.run(id, own);
    };
  };
  const countHour = counter(
    ...(['hours', 'hour', 'raw'] as const),
    'select series, ?, min(value), max(value), sum(value), count(*) from points where series = ? and t >= ? and t < ?',
  );
  const countDay = counter(
    ...(['days', 'day', 'hourly'] as const),
    'select series, ?, min(min), max(max), sum(sum), sum(count) from hours where series = ? and hour >= ? and hour < ?',
  );
  return (id, hours) => {
    const days = new Set<number>();
    for (const hour of hours) {
      countHour(id, hour, hour * hourMs, (hour + 1) * hourMs);
      days.add(Math.floor(hour / hoursPerDay));
    }
    for (const day of days) countDay(id, day, day * hoursPerDay, (day + 1) * hoursPerDay);
  };
}

/** Which times of a series are told by an hour or day alone, since their raw points were given up. */
export interface GivenUp {
  /** No point at or after this time, UTC ms, was given up. */
  before(id: number): number;
  /** Whether the hour or day that holds `t` stands for its points. */
  holds(id: number, t: number): boolean;
  /** The hours and days whose middle lies in a span. */
  within(id: number, span: Span): readonly Merged[];
}
/** What stands for points that were given up: `t` is the middle of the hour or day. */
export interface Merged {
  readonly t: number;
  readonly spanMs: number;
  readonly totals: Totals;
}

export function givenUp(database: DatabaseSync): GivenUp {
  const selectBefore = database.prepare('select points_from as before from series where id = ?');
  const selectHolding = database.prepare(`
    select exists (select 1 from hours where series = ? and hour = ? and raw = 0)
        or exists (select 1 from days where series = ? and day = ? and hourly = 0) as holds`);
  const within = (table: 'hours' | 'days', at: string, finer: string, spanMs: number) => {
    const select = database.prepare(`
      select ${at} * ${spanMs} + ${spanMs / 2}, min, max, sum, count from ${table}
      where series = ? and ${at} >= ? and ${at} < ? and ${finer} = 0`);
    select.setReturnArrays(true);
    const firstAt = (t: number) => Math.ceil((t - spanMs / 2) / spanMs);
    return (id: number, { from, to }: Span): Merged[] =>
      (select.all(id, firstAt(from), firstAt(to)) as unknown as [number, ...Totals][]).map(([t, ...totals]) => ({
        ...{ t, spanMs, totals },
      }));
  };
  const [hours, days] = [within('hours', 'hour', 'raw', hourMs), within('days', 'day', 'hourly', dayMs)];
  const before = (id: number): number => Number(selectBefore.get(id)?.['before'] ?? -Infinity);
  return {
    before,
    holds: (id, t) =>
      t < before(id) && selectHolding.get(id, Math.floor(t / hourMs), id, Math.floor(t / dayMs))?.['holds'] === 1,
    within(id, { from, to }) {
      const end = Math.min(to, before(id));
      return from < end ? [...days(id, { from, to: end }), ...hours(id, { from, to: end })] : [];
    },
  };
}
