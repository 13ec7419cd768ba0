import type { DatabaseSync } from 'node:sqlite';
import type { Span } from '../points.ts';
import { dayMs, hourMs, rollupCounter } from '../tiers/rollups.ts';
import type { Log } from './log.ts';

/**
 * Takes a stretch of a series out of points and rollups, and says so in the log, whose earlier rows may hold more of it;
 * part of the caller's transaction. An hour or day that stands for points that were given up goes where its middle lies
 * in the stretch.
 */
export function pointRemover(database: DatabaseSync, log: Log): (id: number, span: Span) => void {
  const removePoints = database.prepare('delete from points where series = ? and t >= ? and t < ?');
  const removeHours = database.prepare('delete from hours where series = ? and hour > ? and hour < ? and raw = 1');
  const removeDays = database.prepare('delete from days where series = ? and day > ? and day < ? and hourly = 1');
  const removeMergedHours = mergedRemover(database, 'hours', 'hour', 'raw', hourMs);
  const removeMergedDays = mergedRemover(database, 'days', 'day', 'hourly', dayMs);
  const rollUp = rollupCounter(database);
  return (id, { from, to }) => {
    if (to <= from) return;
    const [first, last] = [Math.floor(from / hourMs), Math.floor((to - 1) / hourMs)];
    removePoints.run(id, from, to);
    removeMergedHours(id, { from, to });
    removeMergedDays(id, { from, to });
    removeHours.run(id, first, last);
    removeDays.run(id, Math.floor(from / dayMs), Math.floor((to - 1) / dayMs));
    rollUp(id, new Set([first, last]));
    if (log.firstSeq() !== undefined) log.add(Float64Array.of(-id, from, to));
  };
}

function mergedRemover(database: DatabaseSync, table: 'hours' | 'days', at: string, finer: string, spanMs: number) {
  const remove = database.prepare(
    `delete from ${table} where series = ? and ${at} >= ? and ${at} < ? and ${finer} = 0`,
  );
  const firstAt = (t: number) => Math.ceil((t - spanMs / 2) / spanMs);
  return (id: number, { from, to }: Span) => void remove.run(id, firstAt(from), firstAt(to));
}
