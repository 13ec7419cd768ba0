import type { Logger } from '@fieldlapse/runtime';
import type { SeriesStore, StoredPoint } from '../ports.ts';
import { closeDatabase } from '../sqlite/open-database.ts';
import { asStoreError } from '../store-error.ts';
import { seriesAppender } from './log/append.ts';
import { bucketReader } from './buckets.ts';
import { checkPoint, checkRange } from './check.ts';
import { pointColumn, type Column } from './log/column.ts';
import { openLog } from './log/log.ts';
import { pointReader } from './points.ts';
import { inTransaction, openSeriesDatabase } from './series-database.ts';
import { openSeriesIds } from './series-ids.ts';
import { openTail } from './log/tail.ts';
import type { SeriesRetention } from './tiers/retire.ts';
import { startSeriesRetention } from './tiers/retention.ts';
import { givenUp, rollupReader, type Merged } from './tiers/rollups.ts';

interface SqliteSeriesOptions {
  readonly logger: Logger;
  /** Gives up what is no longer kept, now and once a day; nothing where absent. */
  readonly retention?: SeriesRetention | undefined;
  /** UTC ms; the machine's where absent. */
  readonly now?: (() => number) | undefined;
}

/** Series in the SQLite file at `path`. Several processes may have it open. Throws as `openDatabase` does. */
export function openSqliteSeries(
  path: string,
  { logger, retention, now = Date.now }: SqliteSeriesOptions,
): SeriesStore {
  const database = openSeriesDatabase(path);
  const ids = openSeriesIds(database);
  const log = openLog(database);
  const tail = openTail(log);
  const appender = seriesAppender({ database, ids, log, tail, logger, path });
  const gone = givenUp(database);
  const points = pointReader(database, gone);
  const readBuckets = bucketReader({ points, rollups: rollupReader(database), gone });
  const retiring = retention && startSeriesRetention({ database, tail, retention, now, logger }, appender.moved);

  // Log and points are read as of one moment, though another process may be moving.
  const read = <T>(action: () => T): T => {
    try {
      return inTransaction(database, 'deferred', () => {
        tail.catchUp();
        return action();
      });
    } catch (error) {
      throw asStoreError(error, path);
    }
  };

  /** What the log holds of a series, without late points of hours that stand for theirs. */
  const recentOf = (id: number): Column | undefined => {
    const column = tail.series.get(id);
    const before = gone.before(id);
    const { times = [] } = column?.between({ from: -Infinity, to: before }) ?? {};
    if (!column || !times.some((t) => gone.holds(id, t))) return column;
    const left = pointColumn();
    const { times: all, values } = column.all();
    for (const [index, t] of all.entries()) if (!gone.holds(id, t)) left.add(t, values[index] as number);
    return left;
  };

  return {
    async append(added) {
      for (const point of added) checkPoint(point);
      await appender.append(added);
    },
    async range(series, from, to, limit) {
      checkRange(from, to);
      return read(() => {
        const id = ids.find(series);
        if (id === undefined) return [];
        const found: StoredPoint[] = [];
        for (const [t, value, merged] of points.between(id, recentOf(id), { from, to }, limit))
          found.push(merged ? { series, t, value, merged: mergedOf(merged) } : { series, t, value });
        return found;
      });
    },
    async buckets(series, from, to, count) {
      checkRange(from, to, count);
      return read(() => {
        const id = ids.find(series);
        return id === undefined || to <= from ? [] : readBuckets({ id, recent: recentOf(id), from, to, count });
      });
    },
    async latest(prefix) {
      return read(() =>
        ids.startingWith(prefix).flatMap(({ id, name }) => points.newest(id, name, tail.series.get(id))),
      );
    },
    async remove(series, from, to) {
      checkRange(from, to);
      await appender.remove(series, { from, to });
    },
    settled: async () => true,
    troubles: () => [],
    async close() {
      await retiring?.close();
      await appender.close();
      closeDatabase(database);
    },
  };
}

function mergedOf({ spanMs, totals: [min, max, , count] }: Merged): NonNullable<StoredPoint['merged']> {
  return { spanMs, count, min, max };
}
