import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '@fieldlapse/runtime';
import type { Point } from '../ports.ts';
import { asStoreError } from '../store-error.ts';
import { moveLog } from './move.ts';
import { inTransaction } from './series-database.ts';
import type { SeriesIds } from './series-ids.ts';
import type { Tail } from './tail.ts';

const moveAfterRows = 100_000;

export interface AppenderParts {
  readonly database: DatabaseSync;
  readonly ids: SeriesIds;
  readonly tail: Tail;
  readonly logger: Logger;
  /** Named in errors. */
  readonly path: string;
}

/** Appends to the log, all waiting callers in one commit, and moves it on when it has grown. */
export interface Appender {
  /** Resolves when the points are durable. Waits for the move where it has fallen behind by a whole log. */
  append(points: readonly Point[]): Promise<void>;
  /** Resolves when all that was handed over is durable and no move is under way. */
  close(): Promise<void>;
}

interface Waiting {
  readonly points: readonly Point[];
  readonly done: PromiseWithResolvers<void>;
}

/** {@link Appender} of one open series file. */
export function seriesAppender(parts: AppenderParts): Appender {
  const { database, tail, logger, path } = parts;
  const commit = batchWriter(parts);
  const logRows = rowCounter(database);
  let waiting: Waiting[] = [];
  let move: Promise<void> | undefined;

  function flush(): void {
    const batch = waiting;
    waiting = [];
    try {
      commit(batch);
    } catch (error) {
      for (const { done } of batch) done.reject(asStoreError(error, path));
      return;
    }
    for (const { done } of batch) done.resolve();
    if (logRows() >= moveAfterRows)
      void startMove().catch((error: unknown) => logger.warn({ err: error }, 'series move failed'));
  }

  function startMove(): Promise<void> {
    move ??= moveLog(database, tail)
      .catch((error: unknown) => {
        throw asStoreError(error, path);
      })
      .finally(() => {
        move = undefined;
      });
    return move;
  }

  function enqueue(points: readonly Point[]): Promise<void> {
    const done = Promise.withResolvers<void>();
    if (waiting.push({ points, done }) === 1) setImmediate(flush);
    return done.promise;
  }

  return {
    async append(points) {
      if (points.length === 0) return;
      if (logRows() >= 2 * moveAfterRows) await startMove();
      await enqueue(points);
    },
    async close() {
      if (waiting.length > 0) await enqueue([]).catch(() => undefined);
      await move?.catch(() => undefined);
    },
  };
}

function batchWriter({ database, ids }: AppenderParts): (batch: readonly Waiting[]) => void {
  const insert = database.prepare('insert into log (series, t, value) values (?, ?, ?)');
  return (batch) => {
    const made = inTransaction(database, 'immediate', () => {
      const names = ids.ensure(batch.flatMap(({ points }) => points.map(({ series }) => series)));
      for (const { points } of batch) {
        for (const { series, t, value } of points) insert.run(names.get(series) ?? 0, t, value);
      }
      return names;
    });
    ids.keep(made);
  };
}

function rowCounter(database: DatabaseSync): () => number {
  const select = database.prepare('select (select max(seq) from log) - (select min(seq) from log) + 1 as rows');
  return () => Number(select.get()?.['rows'] ?? 0);
}
