import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep, type Logger, type Running } from '@fieldlapse/runtime';
import type { EventLog } from '@fieldlapse/traceability';

const retryMs = 5000;

/** A log that says what people should see of it. */
export interface TroubledLog extends EventLog, Running {
  troubles(): readonly { readonly code: string; readonly message: string }[];
}

/**
 * Opens the log. While its bucket is away or refuses, that is tried again and again, and what is to be appended is turned away:
 * it waits in the records. Rejects with any other error.
 */
export async function openPatiently(
  open: (stop: AbortSignal) => Promise<TroubledLog>,
  logger: Logger,
): Promise<TroubledLog> {
  const stop = new AbortController();
  let log: TroubledLog | undefined;
  let trouble: FieldlapseError | undefined;

  /** What the bucket does is trouble until it does something else; every error goes on to the caller. */
  async function noting<T>(action: () => Promise<T>): Promise<T> {
    try {
      const done = await action();
      trouble = undefined;
      return done;
    } catch (error) {
      if (error instanceof FieldlapseError) trouble = error;
      throw error;
    }
  }
  async function tryOpening(): Promise<void> {
    log = await noting(() => open(stop.signal));
  }
  async function keepTrying(): Promise<void> {
    while (!log && !stop.signal.aborted && isOfBucket(trouble)) {
      await sleep(retryMs, stop.signal).catch(() => {});
      if (!stop.signal.aborted) await tryOpening().catch((error: unknown) => logger.warn({ error }, 'the log waits'));
    }
  }
  function opened(): EventLog {
    if (log) return log;
    throw trouble ?? new FieldlapseError('BUCKET_UNREACHABLE', 'the log is not open yet');
  }

  await tryOpening().catch((error: unknown) => {
    if (!isOfBucket(error)) throw error;
    logger.error({ error }, 'the transparency log waits for its bucket; events wait in the records');
  });
  const trying = keepTrying();
  return {
    troubles: () => [trouble ?? [], log?.troubles() ?? []].flat().map(({ code, message }) => ({ code, message })),
    takenOver: async (lotTag, from) => noting(async () => opened().takenOver(lotTag, from)),
    append: async (entries) => noting(async () => opened().append(entries)),
    erase: async (lotTag, seq) => noting(async () => opened().erase(lotTag, seq)),
    async close() {
      stop.abort(new Error('the log is closed'));
      await trying;
      await log?.close();
    },
  };
}

const isOfBucket = (error: unknown): boolean => error instanceof FieldlapseError && error.code.startsWith('BUCKET_');
