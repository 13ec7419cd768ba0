import { FieldlapseError } from '@fieldlapse/contracts';

/** A queue that refuses what it cannot hold; refusals are counted, never silent. */
export interface BoundedQueue<T> {
  readonly size: number;
  readonly refused: number;
  /** Adds, or throws `QUEUE_FULL`. */
  push(value: T): void;
  /** Takes up to `most` values; waits for the first. Empty where the signal aborts before there is one. */
  take(most: number, signal?: AbortSignal): Promise<T[]>;
  /** Resolves when a value of this weight (1 where absent) fits, or the signal aborts; another sender may be faster. */
  room(signal?: AbortSignal, weight?: number): Promise<void>;
}

/** A queue of total weight `limit`; `weightOf` counts 1 for each value where absent. */
export function boundedQueue<T>(
  name: string,
  limit: number,
  weightOf: (value: T) => number = () => 1,
): BoundedQueue<T> {
  const values: T[] = [];
  let weight = 0;
  let refused = 0;
  const waiting = { values: new Set<() => void>(), room: new Set<() => void>() };
  // One value heavier than the limit passes an empty queue: refusing it for ever would block its sender.
  const fits = (more: number) => values.length === 0 || weight + more <= limit;
  const wake = (set: Set<() => void>) => {
    for (const resolve of set) resolve();
    set.clear();
  };
  const wait = (set: Set<() => void>, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const done = () => {
        signal?.removeEventListener('abort', done);
        set.delete(done);
        resolve();
      };
      set.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  return {
    get size() {
      return values.length;
    },
    get refused() {
      return refused;
    },
    push(value) {
      if (!fits(weightOf(value))) {
        refused += 1;
        throw new FieldlapseError('QUEUE_FULL', `${name} is full (${values.length} waiting)`);
      }
      values.push(value);
      weight += weightOf(value);
      wake(waiting.values);
    },
    async take(most, signal) {
      while (values.length === 0 && !signal?.aborted) await wait(waiting.values, signal);
      const taken = values.splice(0, most);
      for (const value of taken) weight -= weightOf(value);
      wake(waiting.room);
      return taken;
    },
    async room(signal, more = 1) {
      while (!fits(more) && !signal?.aborted) await wait(waiting.room, signal);
    },
  };
}
