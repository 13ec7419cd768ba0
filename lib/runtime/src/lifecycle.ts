import { FieldlapseError } from '@fieldlapse/contracts';
import { sleep } from './clock.ts';

/** What every `start…()` returns: `close()` drains, then releases. */
export interface Running {
  close(): Promise<void>;
}

/**
 * Collects what was started and closes it in reverse order, each within `timeoutMs`. A close that fails or hangs does
 * not keep the others from closing; the first error is thrown at the end.
 */
export function lifecycle(
  timeoutMs = 15_000,
): Running & { add(name: string, close: () => Promise<unknown> | void): void } {
  const started: { name: string; close: () => Promise<unknown> | void }[] = [];
  let closing: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const { name, close } of started.reverse()) {
      const limit = new AbortController();
      const late = sleep(timeoutMs, limit.signal).then(() => {
        throw new FieldlapseError('STOP_TIMEOUT', `${name} did not stop within ${timeoutMs} ms`);
      });
      late.catch(() => {});
      await Promise.race([Promise.resolve().then(close), late]).catch((error: unknown) => errors.push(error));
      limit.abort();
    }
    if (errors.length > 0) throw errors[0];
  }
  return {
    add: (name, close) => started.push({ name, close }),
    close: () => (closing ??= closeAll()),
  };
}
