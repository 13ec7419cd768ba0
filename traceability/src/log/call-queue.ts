import { FieldlapseError } from '@fieldlapse/contracts';

/** One call: its entries are written together or not at all. */
export interface Call<Entry, Written> {
  readonly entries: readonly Entry[];
  resolve(written: Written): void;
  reject(error: unknown): void;
}

export interface CallQueue<Entry, Written> {
  /** Throws `LOG_BUSY` where too many entries wait, or after `close`. */
  append(entries: readonly Entry[]): Promise<Written>;
  /** Resolves when what was taken is written. */
  close(): Promise<void>;
}

const mostWaiting = 20_000;
const mostPerBatch = 2000;

/** Gathers calls while a batch is being written, so that many of them share its cost. `write` answers each call of its batch. */
export function callQueue<Entry, Written>(
  name: string,
  write: (calls: readonly Call<Entry, Written>[]) => Promise<void>,
): CallQueue<Entry, Written> {
  const waiting: Call<Entry, Written>[] = [];
  let entriesWaiting = 0;
  let running: Promise<void> | undefined;
  let isClosed = false;

  function take(): Call<Entry, Written>[] {
    let count = 0;
    const most = waiting.findIndex(({ entries }) => (count += entries.length) > mostPerBatch);
    const calls = waiting.splice(0, most < 0 ? waiting.length : Math.max(1, most));
    entriesWaiting -= calls.reduce((sum, { entries }) => sum + entries.length, 0);
    return calls;
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const calls = take();
      await write(calls).catch((error: unknown) => {
        for (const { reject } of calls) reject(error);
      });
    }
    running = undefined;
  }

  return {
    append(entries) {
      if (isClosed || entriesWaiting + entries.length > mostWaiting)
        return Promise.reject(new FieldlapseError('LOG_BUSY', `${entriesWaiting} entries wait in ${name}`));
      entriesWaiting += entries.length;
      return new Promise((resolve, reject) => {
        waiting.push({ entries, resolve, reject });
        running ??= run();
      });
    },
    async close() {
      isClosed = true;
      await running;
    },
  };
}
