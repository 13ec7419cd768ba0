import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { parseMetricSeries } from '@fieldlapse/contracts';
import type { Tail } from '../log/tail.ts';
import { inTransaction } from '../series-database.ts';
import { dayMs, hourMs } from './rollups.ts';

const pointsPerSlice = 20_000;

/** For how long what is kept, days; for ever where absent. Days and the newest point of a series are always kept. */
export interface Keep {
  /** Raw points; their hours then stand for them. */
  readonly pointsDays?: number | undefined;
  /** Hours; their days then stand for them. Not before their points. */
  readonly hoursDays?: number | undefined;
}
export interface SeriesRetention {
  readonly sensors: Keep;
  readonly metrics: Keep;
}

interface RetireParts {
  readonly database: DatabaseSync;
  readonly tail: Tail;
  readonly retention: SeriesRetention;
  /** UTC ms. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * Gives up raw points that are older than they are kept, and hours likewise, in transactions of one series and a bounded
 * number of points, with the event loop free between them: a crash leaves each hour either raw or merged. What the
 * log still holds of a series makes it wait for the next time. Resolves to the numbers given up.
 */
export async function retire({ database, tail, retention, now, signal }: RetireParts) {
  const retired = { points: 0, hours: 0 };
  const retirePoints = pointRetirer(database, tail);
  const retireHours = hourRetirer(database);
  const all = database.prepare('select id, name from series').all() as { id: number; name: string }[];
  for (const { id, name } of all) {
    const { pointsDays, hoursDays } = parseMetricSeries(name) ? retention.metrics : retention.sensors;
    const startOfDay = (days: number): number => Math.floor(now / dayMs - days) * dayMs;
    for (let more = pointsDays !== undefined; more && !signal.aborted; await setImmediate()) {
      const points = inTransaction(database, 'immediate', () => retirePoints(id, startOfDay(pointsDays ?? 0)));
      retired.points += points;
      more = points > 0;
    }
    if (signal.aborted) return retired;
    if (hoursDays === undefined) continue;
    retired.hours += inTransaction(database, 'immediate', () => retireHours(id, startOfDay(hoursDays)));
  }
  return retired;
}

/** Gives up the oldest points before `end`, whole hours of them; returns how many. */
function pointRetirer(database: DatabaseSync, tail: Tail): (id: number, end: number) => number {
  const selectNewest = database.prepare('select max(t) as t from points where series = ?');
  const selectSlice = database.prepare(
    `select t from points where series = ? and t < ? order by t limit 1 offset ${pointsPerSlice}`,
  );
  const remove = database.prepare('delete from points where series = ? and t < ?');
  const mark = database.prepare('update hours set raw = 0 where series = ? and hour < ? and raw = 1');
  const raise = database.prepare('update series set points_from = max(points_from, ?) where id = ?');
  return (id, end) => {
    tail.catchUp();
    const newest = selectNewest.get(id)?.['t'] as number | null;
    if (newest === null) return 0;
    const stop = Math.min(end, Math.floor(newest / hourMs) * hourMs);
    if ((tail.series.get(id)?.all().times[0] ?? stop) < stop) return 0;
    const slice = selectSlice.get(id, stop)?.['t'] as number | undefined;
    const before = slice === undefined ? stop : Math.min(stop, Math.ceil((slice + 1) / hourMs) * hourMs);
    const removed = Number(remove.run(id, before).changes);
    if (removed === 0) return 0;
    mark.run(id, before / hourMs);
    raise.run(before, id);
    return removed;
  };
}

/** Gives up the hours of whole days before `end` that stand for their points; returns how many. */
function hourRetirer(database: DatabaseSync): (id: number, end: number) => number {
  const selectFirstRaw = database.prepare('select min(hour) as hour from hours where series = ? and raw = 1');
  const remove = database.prepare('delete from hours where series = ? and hour < ?');
  const mark = database.prepare('update days set hourly = 0 where series = ? and day < ? and hourly = 1');
  return (id, end) => {
    const firstRaw = selectFirstRaw.get(id)?.['hour'] as number | null;
    if (firstRaw === null) return 0;
    const before = Math.min(end, Math.floor((firstRaw * hourMs) / dayMs) * dayMs);
    const removed = Number(remove.run(id, before / hourMs).changes);
    if (removed === 0) return 0;
    mark.run(id, before / dayMs);
    return removed;
  };
}
