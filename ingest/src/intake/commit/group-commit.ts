import { FieldlapseError } from '@fieldlapse/contracts';
import type { IntakeTables } from '@fieldlapse/store';
import type { Kysely, Transaction } from 'kysely';

export type Trx = Transaction<IntakeTables>;

/** One writer for all of intake: what waits at the same time shares one transaction, and so one fsync. */
export interface GroupCommit {
  /**
   * Runs `work` in the next transaction, in the order of the calls; resolves only after the commit is durable. `work` may
   * run again where another's work failed, so it changes nothing but `trx`. Rejects with `STORE_FULL`, nothing written.
   */
  run<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /** Resolves when fewer than the allowed works wait. */
  room(): Promise<void>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

interface Job {
  readonly work: (trx: Trx) => Promise<unknown>;
  readonly settle: (result: { value: unknown } | { error: unknown }) => void;
}

const maxJobsPerCommit = 256;
const maxWaitingJobs = 256;

export function openGroupCommit(db: Kysely<IntakeTables>): GroupCommit {
  const jobs: Job[] = [];
  let running: Promise<void> | undefined;
  const waiting: (() => void)[] = [];

  async function commit(group: readonly Job[]): Promise<void> {
    try {
      const values = await db.transaction().execute(async (trx) => {
        const results: unknown[] = [];
        for (const { work } of group) results.push(await work(trx));
        return results;
      });
      for (const [index, job] of group.entries()) job.settle({ value: values[index] });
    } catch (error) {
      const alone = group.length === 1 || (error instanceof FieldlapseError && error.code === 'STORE_FULL');
      if (alone) for (const job of group) job.settle({ error });
      else for (const job of group) await commit([job]);
    }
  }

  async function drain(): Promise<void> {
    while (jobs.length > 0) {
      // The socket is read between two commits, so that what has arrived meanwhile shares the next one.
      await new Promise((resolve) => setImmediate(resolve));
      await commit(jobs.splice(0, maxJobsPerCommit));
      for (const resolve of waiting.splice(0)) resolve();
    }
    running = undefined;
  }

  return {
    run: <T>(work: (trx: Trx) => Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        const settle: Job['settle'] = (result) =>
          'error' in result ? reject(result.error as Error) : resolve(result.value as T);
        jobs.push({ work, settle });
        running ??= drain();
      }),
    async room() {
      while (jobs.length >= maxWaitingJobs) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    async idle() {
      while (running) await running;
    },
  };
}
