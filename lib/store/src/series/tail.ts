import type { DatabaseSync } from 'node:sqlite';

/** A series' points that still stand in the log: values by time, and the newest time. */
export interface TailSeries {
  readonly values: ReadonlyMap<number, number>;
  readonly newest: number;
}

/** The log in memory, by series: a read need not search a log that is in the order of arrival. */
export interface Tail {
  /** Reads what was appended, by any process, since the last time; part of the caller's transaction. */
  catchUp(): void;
  readonly series: ReadonlyMap<number, TailSeries>;
  /** Numbers of the first and last log row; undefined where the log is empty. */
  readonly firstSeq: number | undefined;
  readonly lastSeq: number;
}

export function openTail(database: DatabaseSync): Tail {
  const selectFirst = database.prepare('select min(seq) as first from log');
  const selectAfter = database.prepare('select seq, series, t, value from log where seq > ? order by seq');
  selectAfter.setReturnArrays(true);
  const series = new Map<number, { values: Map<number, number>; newest: number }>();
  let firstSeq: number | undefined;
  let lastSeq = 0;

  return {
    series,
    get firstSeq() {
      return firstSeq;
    },
    get lastSeq() {
      return lastSeq;
    },
    catchUp() {
      const first = (selectFirst.get()?.['first'] as number | null) ?? undefined;
      if (first !== firstSeq) {
        // A move took rows from the front of the log: begin again with what is left.
        series.clear();
        firstSeq = first;
        lastSeq = 0;
      }
      for (const row of selectAfter.iterate(lastSeq) as Iterable<unknown> as Iterable<
        [number, number, number, number]
      >) {
        const [seq, id, t, value] = row;
        let own = series.get(id);
        if (!own) series.set(id, (own = { values: new Map(), newest: t }));
        own.values.set(t, value);
        own.newest = Math.max(own.newest, t);
        lastSeq = seq;
      }
    },
  };
}
