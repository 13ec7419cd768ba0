import type { Logger } from '@fieldlapse/runtime';
import type { Point, SeriesStore } from '../ports.ts';
import { closeDatabase } from '../sqlite/open-database.ts';
import { asStoreError } from '../store-error.ts';
import { seriesAppender } from './log/append.ts';
import { bucketReader } from './buckets.ts';
import { checkPoint, checkRange } from './check.ts';
import { openLog } from './log/log.ts';
import { pointReader } from './points.ts';
import { inTransaction, openSeriesDatabase } from './series-database.ts';
import { openSeriesIds } from './series-ids.ts';
import { openTail } from './log/tail.ts';

/** Series in the SQLite file at `path`. Several processes may have it open. Throws as `openDatabase` does. */
export function openSqliteSeries(path: string, { logger }: { logger: Logger }): SeriesStore {
  const database = openSeriesDatabase(path);
  const ids = openSeriesIds(database);
  const log = openLog(database);
  const tail = openTail(log);
  const appender = seriesAppender({ database, ids, log, tail, logger, path });
  const points = pointReader(database);
  const readBuckets = bucketReader(database, points);

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
        const found: Point[] = [];
        for (const [t, value] of points.between(id, tail.series.get(id)?.values, { from, to }, limit))
          found.push({ series, t, value });
        return found;
      });
    },
    async buckets(series, from, to, count) {
      checkRange(from, to, count);
      return read(() => {
        const id = ids.find(series);
        return id === undefined || to <= from
          ? []
          : readBuckets({ id, recent: tail.series.get(id)?.values, from, to, count });
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
    async close() {
      await appender.close();
      closeDatabase(database);
    },
  };
}
