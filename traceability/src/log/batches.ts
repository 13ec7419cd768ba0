import { FieldlapseError } from '@fieldlapse/contracts';
import { signCheckpoint, tilePath, utf8 } from '@fieldlapse/proof';
import type { KeyRing } from '../keys/key-ring.ts';
import type { LogRecords, NewRow } from '../record/log-records.ts';
import type { LogOptions, PlacedEntry } from './open-log.ts';
import { placeKey, placer, type NewEntry } from './place-entries.ts';
import type { SignedHead } from './signed-head.ts';
import type { CheckedStart } from './start-check.ts';

/** Entries of one call, which are appended all or none. */
interface Call {
  readonly entries: readonly NewEntry[];
  resolve(placed: PlacedEntry[]): void;
  reject(error: unknown): void;
}

const mostWaiting = 20_000;
const mostPerBatch = 2000;

interface BatchOptions extends Omit<LogOptions, 'records' | 'newSalt'> {
  readonly records: LogRecords;
  readonly newSalt: () => Uint8Array;
}

/**
 * The one writer. While a batch is being fsynced the next one gathers, so that many callers share the cost. A batch goes
 * 1 rows with salts and events into the records, 2 tiles and bundles, 3 signature, 4 checkpoint into the records, 5 checkpoint
 * into the folder; each is fsynced before the next begins. A crash before 4 leaves rows without a place, which the next start
 * appends; after 4 the next start publishes. So nothing is signed before its tiles are durable, and nothing is signed twice.
 */
export function batches(options: BatchOptions, start: CheckedStart) {
  const { store, records, now, logger } = options;
  const place = placer(records, options.newSalt);
  let { signers, origin } = options.keys;
  let tail = start.tail;
  let head = start.head;
  let waiting: Call[] = [];
  let waitingEntries = 0;
  let running: Promise<void> | undefined;
  let isClosed = false;
  let turn: Promise<unknown> = Promise.resolve();

  /** One at a time: what changes the head, and what publishes it. */
  function exclusively<T>(action: () => Promise<T>): Promise<T> {
    const mine = turn.then(action, action);
    turn = mine.catch(() => {});
    return mine;
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const calls = takeCalls();
      await exclusively(() => writeBatch(calls)).catch((error: unknown) => {
        for (const { reject } of calls) reject(error);
      });
    }
    running = undefined;
  }

  function takeCalls(): Call[] {
    let count = 0;
    const most = waiting.findIndex(({ entries }) => (count += entries.length) > mostPerBatch);
    const calls = waiting.splice(0, most < 0 ? waiting.length : Math.max(1, most));
    waitingEntries -= calls.reduce((sum, { entries }) => sum + entries.length, 0);
    return calls;
  }

  async function writeBatch(calls: readonly Call[]): Promise<void> {
    const rows: NewRow[] = [];
    const good: Call[] = [];
    try {
      for (const call of calls) {
        try {
          rows.push(...(await place.place(call.entries)));
          good.push(call);
        } catch (error) {
          call.reject(error);
        }
      }
      await records.addRows(rows);
    } finally {
      place.forget();
    }
    const indices = await integrate();
    for (const { entries, resolve } of good) resolve(await placedOf(entries, indices));
  }

  /** Steps 2 to 5 for every row that has no place yet. Resolves to the places that it gave. */
  async function integrate(): Promise<Map<string, number>> {
    const pending = await records.pendingRows();
    const indices = new Map<string, number>();
    if (pending.length === 0) return indices;
    const grown = tail.fork();
    const { files, filled } = grown.grow(pending.map(({ entry }) => utf8(entry)));
    await store.write(files);
    const next = { origin, size: grown.size, root: grown.root() };
    const note = signCheckpoint(next, signers);
    await records.commit(pending, tail.size, { size: next.size, note, signedAt: now() });
    for (const [at, { lotTag, seq }] of pending.entries()) indices.set(placeKey(lotTag, seq), tail.size + at);
    tail = grown;
    head = { ...next, note };
    await store.publish(note);
    for (const tile of filled) {
      await store
        .prune(`${tilePath(tile)}.p`)
        .catch((error: unknown) => logger.warn({ error }, 'partial tiles left behind'));
    }
    return indices;
  }

  function placedOf(entries: readonly NewEntry[], indices: ReadonlyMap<string, number>): Promise<PlacedEntry[]> {
    return Promise.all(
      entries.map(async ({ lotTag, seq }) => {
        const { entry, leafHash, leafIndex } = (await records.row(lotTag, seq))!;
        return { lotTag, seq, entry, leafHash, index: leafIndex ?? indices.get(placeKey(lotTag, seq))! };
      }),
    );
  }

  return {
    exclusively,
    head(): SignedHead {
      if (!head) throw new FieldlapseError('LOG_MISSING', `${origin} has no entry yet`);
      return head;
    },
    /** Puts more signatures to the head; returns its note. */
    renote(note: string): string {
      if (head) head = { ...head, note };
      return note;
    },
    signBy(keys: KeyRing): void {
      ({ signers, origin } = keys);
    },
    append(entries: readonly NewEntry[]): Promise<PlacedEntry[]> {
      if (isClosed || waitingEntries + entries.length > mostWaiting)
        return Promise.reject(new FieldlapseError('LOG_BUSY', `${waitingEntries} entries wait in ${origin}`));
      waitingEntries += entries.length;
      return new Promise((resolve, reject) => {
        waiting.push({ entries, resolve, reject });
        running ??= run();
      });
    },
    async close(): Promise<void> {
      isClosed = true;
      await running;
      await turn;
    },
  };
}
