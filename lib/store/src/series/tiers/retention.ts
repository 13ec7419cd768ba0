import type { DatabaseSync } from 'node:sqlite';
import { sleep, type Logger, type Running } from '@fieldlapse/runtime';
import type { Tail } from '../log/tail.ts';
import { retire, type SeriesRetention } from './retire.ts';

const everyMs = 24 * 3_600_000;

interface RetentionParts {
  readonly database: DatabaseSync;
  readonly tail: Tail;
  readonly retention: SeriesRetention;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Gives up what is no longer kept once `ready` has resolved, then once a day. What fails is tried again the next day. */
export function startSeriesRetention(parts: RetentionParts, ready: Promise<void>): Running {
  const { now, logger } = parts;
  const stop = new AbortController();
  const { signal } = stop;
  const finished = (async () => {
    await ready;
    while (!signal.aborted) {
      try {
        const retired = await retire({ ...parts, now: now(), signal });
        if (retired.points + retired.hours > 0) logger.info(retired, 'series: given up, their rollups stay');
      } catch (error) {
        logger.warn({ err: error }, 'series: what is no longer kept was not given up');
      }
      await sleep(everyMs, signal).catch(() => {});
    }
  })();
  return {
    async close() {
      stop.abort(new Error('closed'));
      await finished;
    },
  };
}
