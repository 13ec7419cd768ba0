import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { inTransaction } from '../series-database.ts';
import { givenUp, hourMs, rollupCounter } from '../tiers/rollups.ts';
import type { Samples } from './column.ts';
import type { Log } from './log.ts';
import type { Tail } from './tail.ts';

const pointsPerSlice = 5000;

/**
 * Moves what the log holds now into `points` and the rollups, in slices of whole series with the event loop free between
 * them. A crash leaves points in both places, where the log's win, and the next move does them again. Rows leave the log
 * only after all of them were moved. It gives up where another process has moved meanwhile.
 * Resolves to the number of points that were left out: their hours stand for points that were given up.
 */
export async function moveLog(database: DatabaseSync, log: Log, tail: Tail): Promise<number> {
  const { firstSeq, lastSeq } = inTransaction(database, 'deferred', () => {
    tail.catchUp();
    return { firstSeq: tail.firstSeq, lastSeq: tail.lastSeq };
  });
  if (firstSeq === undefined) return 0;
  const write = pointWriter(database);
  let leftOut = 0;

  // Anybody's finished move would make our values stale: none may be written after it.
  const inSlice = (action: () => void): boolean =>
    inTransaction(database, 'immediate', () => {
      if (log.firstSeq() !== firstSeq) return false;
      tail.catchUp(); // What was taken out meanwhile must not come back.
      action();
      return true;
    });

  for (const slice of slices(tail)) {
    const moved = unsynced(database, () =>
      inSlice(() => {
        for (const id of slice) {
          const column = tail.series.get(id);
          if (column) leftOut += write(id, column.all());
        }
      }),
    );
    if (!moved) return leftOut;
    await setImmediate();
  }
  inSlice(() => log.deleteThrough(lastSeq));
  database.exec('pragma shrink_memory'); // Pages of rows that are gone, and of points that were written for good.
  return leftOut;
}

/**
 * Commits without waiting for the disk: until the log's rows are deleted, by a commit that waits for all before it, a loss of
 * power leaves them there to be moved again.
 */
function unsynced<T>(database: DatabaseSync, action: () => T): T {
  database.exec('pragma synchronous = normal');
  try {
    return action();
  } finally {
    database.exec('pragma synchronous = full');
  }
}

/** Series ids in order, in groups that end with the series that fills the slice. */
function slices(tail: Tail): number[][] {
  const groups: number[][] = [[]];
  let points = 0;
  for (const [id, column] of [...tail.series].sort(([a], [b]) => a - b)) {
    groups.at(-1)?.push(id);
    points += column.all().times.length;
    if (points >= pointsPerSlice) {
      groups.push([]);
      points = 0;
    }
  }
  return groups;
}

/** Points that one statement writes: a call for each costs as much again as the writing. */
const pointsPerStatement = 32;

/** Writes points of a series and counts their rollups; returns how many it left out. */
function pointWriter(database: DatabaseSync): (id: number, samples: Samples) => number {
  const insert = (rows: number) =>
    database.prepare(
      `insert or replace into points (series, t, value) values ${Array.from({ length: rows }, () => '(?, ?, ?)').join()}`,
    );
  const [one, many] = [insert(1), insert(pointsPerStatement)];
  const rollUp = rollupCounter(database);
  const gone = givenUp(database);
  return (id, { times, values }) => {
    const hours = new Set<number>();
    const before = gone.before(id);
    let leftOut = 0;
    const waiting: number[] = [];
    for (const [index, t] of times.entries()) {
      if (t < before && gone.holds(id, t)) {
        leftOut += 1;
        continue;
      }
      hours.add(Math.floor(t / hourMs));
      if (waiting.push(id, t, values[index] as number) < 3 * pointsPerStatement) continue;
      many.run(...waiting);
      waiting.length = 0;
    }
    for (let at = 0; at < waiting.length; at += 3) one.run(...waiting.slice(at, at + 3));
    rollUp(id, hours);
    return leftOut;
  };
}
