import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Log } from './log.ts';
import { inTransaction } from '../series-database.ts';
import type { Tail } from './tail.ts';

export const hourMs = 3_600_000;
const pointsPerSlice = 5000;

/**
 * Moves what the log holds now into `points` and `rollups`, in slices of whole series with the event loop free between
 * them. A crash leaves points in both places, where the log's win, and the next move does them again. Rows leave the log
 * only after all of them were moved. It gives up where another process has moved meanwhile.
 */
export async function moveLog(database: DatabaseSync, log: Log, tail: Tail): Promise<void> {
  const { firstSeq, lastSeq } = inTransaction(database, 'deferred', () => {
    tail.catchUp();
    return { firstSeq: tail.firstSeq, lastSeq: tail.lastSeq };
  });
  if (firstSeq === undefined) return;
  const write = pointWriter(database);

  // Anybody's finished move would make our values stale: none may be written after it.
  const inSlice = (action: () => void): boolean =>
    inTransaction(database, 'immediate', () => {
      if (log.firstSeq() !== firstSeq) return false;
      tail.catchUp(); // What was taken out meanwhile must not come back.
      action();
      return true;
    });

  for (const slice of slices(tail)) {
    const moved = inSlice(() => {
      for (const id of slice) write(id, tail.series.get(id)?.values ?? new Map());
    });
    if (!moved) return;
    await setImmediate();
  }
  inSlice(() => log.deleteThrough(lastSeq));
}

/** Series ids in order, in groups that end with the series that fills the slice. */
function slices(tail: Tail): number[][] {
  const groups: number[][] = [[]];
  let points = 0;
  for (const id of [...tail.series.keys()].sort((a, b) => a - b)) {
    groups.at(-1)?.push(id);
    points += tail.series.get(id)?.values.size ?? 0;
    if (points >= pointsPerSlice) {
      groups.push([]);
      points = 0;
    }
  }
  return groups;
}

function pointWriter(database: DatabaseSync): (id: number, values: ReadonlyMap<number, number>) => void {
  const insert = database.prepare('insert or replace into points (series, t, value) values (?, ?, ?)');
  const rollUp = hourCounter(database);
  return (id, values) => {
    const hours = new Set<number>();
    for (const t of Float64Array.from(values.keys()).sort()) {
      insert.run(id, t, values.get(t) ?? 0);
      hours.add(Math.floor(t / hourMs));
    }
    for (const hour of hours) rollUp(id, hour);
  };
}

/** Counts an hour of a series anew from its points; part of the caller's transaction. */
export function hourCounter(database: DatabaseSync): (id: number, hour: number) => void {
  const forget = database.prepare('delete from rollups where series = ? and hour = ?');
  const count = database.prepare(`
    insert into rollups (series, hour, min, max, sum, count)
    select series, ?, min(value), max(value), sum(value), count(*) from points
    where series = ? and t >= ? and t < ? group by series`);
  return (id, hour) => {
    forget.run(id, hour);
    count.run(hour, id, hour * hourMs, (hour + 1) * hourMs);
  };
}
