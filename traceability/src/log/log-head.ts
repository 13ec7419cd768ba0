import { FieldlapseError } from '@fieldlapse/contracts';
import { signCheckpoint, tilePath, utf8 } from '@fieldlapse/proof';
import type { Logger } from '@fieldlapse/runtime';
import type { KeyRing } from '../keys/key-ring.ts';
import type { LogRecords } from '../record/log-records.ts';
import { placeKey } from './place-entries.ts';
import type { SignedHead } from './signed-head.ts';
import type { CheckedStart } from './start-check.ts';
import type { TileStore } from './tiles/tile-store.ts';

interface HeadOptions {
  readonly store: TileStore;
  readonly records: LogRecords;
  readonly keys: KeyRing;
  readonly now: () => number;
  readonly logger: Logger;
}

/** The head of the log as it moves on; what changes or publishes it goes one after another. */
export interface LogHead {
  get(): SignedHead;
  signBy(keys: KeyRing): void;
  exclusively<T>(action: () => Promise<T>): Promise<T>;
  /**
   * Gives every row that has no place yet one: tiles and bundles, signature, checkpoint into the records, checkpoint into the
   * folder, each durable before the next begins. A crash before the records leaves rows that the next start appends, after
   * them the next start publishes; after an error the next call does. Nothing is signed before its tiles are durable, and
   * nothing is signed twice.
   */
  advance(): Promise<ReadonlyMap<string, number>>;
  /** Replaces the note of that size by one with more signatures, here and in the folder where it is still the head. */
  renote(size: number, note: string): Promise<void>;
  /** Resolves when nothing is done any more behind what was resolved. */
  settled(): Promise<void>;
}

export function logHead({ store, records, keys, now, logger }: HeadOptions, start: CheckedStart): LogHead {
  let { signers } = keys;
  let { tail, head } = start;
  let published = head?.note;
  let turn: Promise<unknown> = Promise.resolve();
  let pruning: Promise<void> = Promise.resolve();

  async function publish(): Promise<void> {
    if (!head || head.note === published) return;
    await store.publish(head.note);
    published = head.note;
  }

  async function prune(folders: readonly string[]): Promise<void> {
    for (const folder of folders)
      await store.prune(folder).catch((error: unknown) => logger.warn({ error }, 'partial tiles left behind'));
  }

  return {
    get() {
      if (!head) throw new FieldlapseError('LOG_MISSING', `${keys.origin} has no entry yet`);
      return head;
    },
    signBy: (next) => void ({ signers } = next),
    exclusively(action) {
      const mine = turn.then(action, action);
      turn = mine.catch(() => {});
      return mine;
    },
    async advance() {
      const pending = await records.pendingRows();
      if (pending.length === 0) {
        await publish();
        return new Map();
      }
      const grown = tail.fork();
      const { files, filled } = grown.grow(pending.map(({ entry }) => utf8(entry)));
      await store.write(files);
      const next = { origin: keys.origin, size: grown.size, root: grown.root() };
      const note = signCheckpoint(next, signers);
      await records.commit(pending, tail.size, { size: next.size, note, signedAt: now() });
      const places = pending.map(({ lotTag, seq }, at) => [placeKey(lotTag, seq), tail.size + at] as const);
      tail = grown;
      head = { ...next, note };
      await publish();
      pruning = pruning.then(() => prune(filled.map((tile) => `${tilePath(tile)}.p`)));
      return new Map(places);
    },
    async renote(size, note) {
      await records.putNote(size, note);
      if (head?.size !== size) return;
      head = { ...head, note };
      await publish();
    },
    settled: () => pruning,
  };
}
