import { pointColumn, type Column } from './column.ts';
import { numbersPerPoint, type Log } from './log.ts';

/** The log in memory. */
export interface Tail {
  /** Reads what was appended, by any process, since the last time; part of the caller's transaction. */
  catchUp(): void;
  /** Takes over a row that was just committed, by a transaction that had caught up: so it need not be read again. */
  take(seq: number, points: Float64Array): void;
  /** Points that still stand in the log, by series id. */
  readonly series: ReadonlyMap<number, Column>;
  /** Numbers of the first and last log row; undefined and 0 where the log is empty. */
  readonly firstSeq: number | undefined;
  readonly lastSeq: number;
}

export function openTail(log: Log): Tail {
  const series = new Map<number, Column>();
  let firstSeq: number | undefined;
  let lastSeq = 0;

  function set(id: number, t: number, value: number): void {
    let own = series.get(id);
    if (!own) series.set(id, (own = pointColumn()));
    own.add(t, value);
  }

  function remove(id: number, from: number, to: number): void {
    const own = series.get(id);
    if (!own) return;
    own.remove({ from, to });
    if (own.all().times.length === 0) series.delete(id);
  }

  function take(seq: number, points: Float64Array): void {
    for (let at = 0; at < points.length; at += numbersPerPoint) {
      const id = points[at] as number;
      if (id < 0) remove(-id, points[at + 1] as number, points[at + 2] as number);
      else set(id, points[at + 1] as number, points[at + 2] as number);
    }
    firstSeq ??= seq;
    lastSeq = seq;
  }

  return {
    series,
    take,
    get firstSeq() {
      return firstSeq;
    },
    get lastSeq() {
      return lastSeq;
    },
    catchUp() {
      const first = log.firstSeq();
      if (first !== firstSeq) {
        // A move took rows from the front of the log: begin again with what is left.
        series.clear();
        firstSeq = first;
        lastSeq = 0;
      }
      for (const { seq, points } of log.rowsAfter(lastSeq)) take(seq, points);
    },
  };
}
