import { numbersPerPoint, type Log } from './log.ts';

/** A series' points that still stand in the log: values by time, and the newest time. */
export interface TailSeries {
  readonly values: ReadonlyMap<number, number>;
  readonly newest: number;
}

/** The log in memory, by series id. */
export interface Tail {
  /** Reads what was appended, by any process, since the last time; part of the caller's transaction. */
  catchUp(): void;
  readonly series: ReadonlyMap<number, TailSeries>;
  /** Numbers of the first and last log row; undefined and 0 where the log is empty. */
  readonly firstSeq: number | undefined;
  readonly lastSeq: number;
}

export function openTail(log: Log): Tail {
  const series = new Map<number, { values: Map<number, number>; newest: number }>();
  let firstSeq: number | undefined;
  let lastSeq = 0;

  function set(id: number, t: number, value: number): void {
    let own = series.get(id);
    if (!own) series.set(id, (own = { values: new Map(), newest: t }));
    own.values.set(t, value);
    if (t > own.newest) own.newest = t;
  }

  function remove(id: number, from: number, to: number): void {
    const own = series.get(id);
    if (!own) return;
    for (const t of own.values.keys()) {
      if (t >= from && t < to) own.values.delete(t);
    }
    if (own.values.size === 0) series.delete(id);
    else if (own.newest >= from && own.newest < to)
      own.newest = [...own.values.keys()].reduce((a, b) => Math.max(a, b));
  }

  return {
    series,
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
      for (const { seq, points } of log.rowsAfter(lastSeq)) {
        for (let at = 0; at < points.length; at += numbersPerPoint) {
          const id = points[at] as number;
          if (id < 0) remove(-id, points[at + 1] as number, points[at + 2] as number);
          else set(id, points[at + 1] as number, points[at + 2] as number);
        }
        lastSeq = seq;
      }
    },
  };
}
