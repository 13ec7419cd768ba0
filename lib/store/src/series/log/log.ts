import type { DatabaseSync } from 'node:sqlite';

/**
 * The append log: a row holds the points of one commit as doubles (id, t, value; little-endian) in the order of arrival.
 * A negative id takes points out: (-id, from, to). Nothing searches it: readers keep its points in memory ({@link openTail}).
 */
export interface Log {
  /** Part of the caller's transaction; returns the row's number. */
  add(points: Float64Array): number;
  /** Number of the first row; undefined where the log is empty. */
  firstSeq(): number | undefined;
  rowsAfter(seq: number): Iterable<{ seq: number; points: Float64Array }>;
  deleteThrough(seq: number): void;
}

export const numbersPerPoint = 3;

export function openLog(database: DatabaseSync): Log {
  const insert = database.prepare('insert into arrivals (points) values (?)');
  const selectFirst = database.prepare('select min(seq) as first from arrivals');
  const selectAfter = database.prepare('select seq, points from arrivals where seq > ? order by seq');
  const remove = database.prepare('delete from arrivals where seq <= ?');
  return {
    add: (points) => Number(insert.run(new Uint8Array(points.buffer)).lastInsertRowid),
    firstSeq: () => (selectFirst.get()?.['first'] as number | null) ?? undefined,
    *rowsAfter(seq) {
      for (const row of selectAfter.iterate(seq) as Iterable<unknown> as Iterable<{
        seq: number;
        points: Uint8Array;
      }>) {
        yield { seq: row.seq, points: new Float64Array(new Uint8Array(row.points).buffer) };
      }
    },
    deleteThrough: (seq) => void remove.run(seq),
  };
}
