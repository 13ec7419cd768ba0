import { FieldlapseError } from '@fieldlapse/contracts';
import type { Logger } from '@fieldlapse/runtime';
import { asStoreError } from '../../../store-error.ts';
import { encodeRecords } from './records.ts';
import type { Place } from './cursor.ts';
import { openTape } from './tape.ts';

const saveEveryMs = 1000;

/** Lines that wait for InfluxDB, first in, first out, on the disk of this machine. */
export interface Outbox {
  /** Resolves when the lines are durable. Throws `SERIES_BUFFER_FULL`, `STORE_FULL`, `STORE_UNWRITABLE`. */
  append(lines: readonly string[]): Promise<void>;
  /** The oldest lines that wait, some thousands at most; waits for one. Rejects when `signal` aborts. */
  next(signal: AbortSignal): Promise<Batch>;
  /** The batch has left; a crash within a second gives it again. */
  delivered(batch: Batch): Promise<void>;
  /** Makes it durable that what was delivered has left. */
  saveDelivered(): Promise<void>;
  /** Resolves to true once all that was appended before has left, to false after `timeoutMs`. */
  settled(timeoutMs: number): Promise<boolean>;
  backlog(): { readonly lines: number; readonly bytes: number };
  close(): Promise<void>;
}

export interface Batch {
  readonly lines: readonly string[];
  /** Where the next one begins. */
  readonly end: Place;
  readonly bytes: number;
}

interface Waiting {
  readonly lines: readonly string[];
  readonly done: PromiseWithResolvers<void>;
}

/** Opens the outbox of a folder that this process holds alone, with what an earlier one left in it. */
export async function openOutbox(folder: string, maxBytes: number, logger: Logger): Promise<Outbox> {
  const tape = await openTape(folder, logger);
  const backlog = await tape.count();
  const changes = watched();
  /** Lines that came and lines that left, since the outbox was opened. */
  let [arrived, left] = [backlog.lines, 0];
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  let savedAt = 0;

  /** Writes all that wait in one go, until none do. */
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const taken = waiting;
      waiting = [];
      try {
        const lines = taken.flatMap((one) => one.lines);
        const records = encodeRecords(lines);
        await tape.write(records);
        arrived += lines.length;
        backlog.lines += lines.length;
        backlog.bytes += records.length;
        for (const { done } of taken) done.resolve();
        changes.happened();
      } catch (error) {
        for (const { done } of taken) done.reject(asStoreError(error, folder));
      }
    }
    flushing = undefined;
  }

  return {
    async append(lines) {
      if (lines.length === 0) return;
      if (backlog.bytes >= maxBytes) {
        const full = `${backlog.lines} points wait for InfluxDB in ${folder}; ${maxBytes} bytes are allowed`;
        throw new FieldlapseError('SERIES_BUFFER_FULL', full);
      }
      const done = Promise.withResolvers<void>();
      waiting.push({ lines, done });
      flushing ??= flush();
      await done.promise;
    },
    async next(signal) {
      for (;;) {
        signal.throwIfAborted();
        const batch = await tape.read();
        if (batch) return batch;
        await changes.until(tape.hasUnread, signal);
      }
    },
    async delivered({ lines, bytes, end }) {
      tape.advance(end);
      backlog.bytes -= bytes;
      backlog.lines -= lines.length;
      left += lines.length;
      changes.happened();
      if (performance.now() - savedAt < saveEveryMs) return;
      savedAt = performance.now();
      await tape.save();
    },
    saveDelivered: tape.save,
    async settled(timeoutMs) {
      const wanted = arrived;
      await changes.until(() => left >= wanted, AbortSignal.timeout(timeoutMs)).catch(() => {});
      return left >= wanted;
    },
    backlog: () => ({ ...backlog }),
    async close() {
      await flushing;
      await tape.close();
    },
  };
}

/** Lets others wait until something holds, which they look at whenever something has happened. */
function watched() {
  const watchers = new Set<() => void>();
  return {
    happened(): void {
      for (const look of [...watchers]) look();
    },
    /** Rejects with the signal's reason. */
    until(holds: () => boolean, signal: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          watchers.delete(look);
          signal.removeEventListener('abort', stop);
          settle();
        };
        const look = () => holds() && end(resolve);
        const stop = () => end(() => reject(signal.reason as Error));
        watchers.add(look);
        signal.addEventListener('abort', stop, { once: true });
        if (signal.aborted) stop();
        else look();
      });
    },
  };
}
