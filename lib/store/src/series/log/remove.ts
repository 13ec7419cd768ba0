import type { DatabaseSync } from 'node:sqlite';
import type { Span } from '../points.ts';
import type { Log } from './log.ts';
import { hourCounter, hourMs } from './move.ts';

/**
 * Takes a stretch of a series out of points and rollups, and says so in the log, whose earlier rows may hold more of it;
 * part of the caller's transaction.
 */
export function pointRemover(database: DatabaseSync, log: Log): (id: number, span: Span) => void {
  const removePoints = database.prepare('delete from points where series = ? and t >= ? and t < ?');
  const removeHours = database.prepare('delete from rollups where series = ? and hour >= ? and hour <= ?');
  const rollUp = hourCounter(database);
  return (id, { from, to }) => {
    if (to <= from) return;
    removePoints.run(id, from, to);
    const [first, last] = [Math.floor(from / hourMs), Math.floor((to - 1) / hourMs)];
    removeHours.run(id, first, last);
    for (const hour of new Set([first, last])) rollUp(id, hour);
    if (log.firstSeq() !== undefined) log.add(Float64Array.of(-id, from, to));
  };
}
