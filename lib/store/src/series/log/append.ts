import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '@fieldlapse/runtime';
import type { Point } from '../../ports.ts';
import { asStoreError } from '../../store-error.ts';
import { numbersPerPoint, type Log } from './log.ts';
import { moveLog } from './move.ts';
import { pointRemover } from './remove.ts';
import { inTransaction } from '../series-database.ts';
import type { SeriesIds } from '../series-ids.ts';
import type { Span } from '../points.ts';
import type { Tail } from './tail.ts';

const moveAfterPoints = 100_000;
const moveAfterMs = 3_600_000;

export interface AppenderParts {
  readonly database: DatabaseSync;
  readonly ids: SeriesIds;
  readonly log: Log;
  readonly tail: Tail;
  readonly logger: Logger;
  /** Named in errors. */
  readonly path: string;
}

/** Appends to the log, all waiting callers in one commit; moves the log on when it has grown, every hour, and at the end. */
export interface Appender {
  /** Resolves when what an earlier run left in the log is moved, as far as that went. */
  readonly moved: Promise<void>;
  /** Resolves when the points are durable. Waits for the move where that has fallen behind. */
  append(points: readonly Point[]): Promise<void>;
  /** Takes out what was handed over before, and is durable when it resolves. */
  remove(series: string, span: Span): Promise<void>;
  /** Resolves when all that was handed over is durable and the log is moved. */
  close(): Promise<void>;
}

interface Waiting {
  readonly points: readonly Point[];
  readonly done: PromiseWithResolvers<void>;
}

/** {@link Appender} of one open series file. It first moves what an earlier run left in the log. */
export function seriesAppender(parts: AppenderParts): Appender {
  const { database, ids, log, tail, logger, path } = parts;
  let waiting: Waiting[] = [];
  let move: Promise<void> | undefined;
  let unmoved = 0;

  function flush(): void {
    const batch = waiting;
    waiting = [];
    try {
      unmoved += commit(parts, batch);
    } catch (error) {
      for (const { done } of batch) done.reject(asStoreError(error, path));
      return;
    }
    for (const { done } of batch) done.resolve();
    if (unmoved >= moveAfterPoints) void moveInBackground();
  }

  async function startMove(): Promise<void> {
    const moving = unmoved;
    try {
      const leftOut = await moveLog(database, log, tail);
      if (leftOut > 0)
        logger.warn({ points: leftOut }, 'late points were left out: their hours were merged by retention');
      unmoved -= moving;
    } catch (error) {
      throw asStoreError(error, path);
    } finally {
      move = undefined;
    }
  }

  async function moveInBackground(): Promise<void> {
    await (move ??= startMove()).catch((error: unknown) => {
      logger.warn({ err: error }, 'the series log was not moved and keeps its points');
    });
  }

  function enqueue(points: readonly Point[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    if (waiting.push({ points, done }) === 1) setImmediate(flush);
    return done.promise;
  }

  const removePoints = pointRemover(database, log);
  const moved = moveInBackground();
  const timer = setInterval(() => void moveInBackground(), moveAfterMs).unref();

  return {
    moved,
    async append(points) {
      if (points.length === 0) return;
      if (unmoved >= 2 * moveAfterPoints) await (move ??= startMove());
      await enqueue(points);
    },
    async remove(series, span) {
      if (waiting.length > 0) await enqueue([]).catch(() => undefined); // Those who wait come first, and are told.
      try {
        inTransaction(database, 'immediate', () => {
          const id = ids.find(series);
          if (id !== undefined) removePoints(id, span);
        });
      } catch (error) {
        throw asStoreError(error, path);
      }
    },
    async close() {
      clearInterval(timer);
      if (waiting.length > 0) await enqueue([]).catch(() => undefined); // Those who wait are told.
      await moveInBackground(); // The one under way …
      await moveInBackground(); // … and what came after it.
    },
  };
}

/** Commits batches as one log row; returns how many points. */
function commit({ database, ids, log, tail }: AppenderParts, batches: readonly Waiting[]): number {
  const count = batches.reduce((sum, { points }) => sum + points.length, 0);
  if (count === 0) return 0;
  try {
    const numbers = new Float64Array(count * numbersPerPoint);
    const seq = inTransaction(database, 'immediate', () => {
      tail.catchUp();
      let at = 0;
      for (const { points } of batches) {
        for (const { series, t, value } of points) {
          numbers[at++] = ids.ensure(series);
          numbers[at++] = t;
          numbers[at++] = value + 0; // −0 becomes 0, as SQLite would make it.
        }
      }
      return log.add(numbers);
    });
    tail.take(seq, numbers);
    ids.keepMade();
  } catch (error) {
    ids.forgetMade();
    throw error;
  }
  return count;
}
