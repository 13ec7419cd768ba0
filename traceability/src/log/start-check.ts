import { FieldlapseError } from '@fieldlapse/contracts';
import { entryHead, equalBytes, parseEntry, ProofFault, textOf, type SignerKey } from '@fieldlapse/proof';
import type { LogRecords } from '../record/log-records.ts';
import { recomputeLog } from './tiles/recompute.ts';
import { readOwnHead, type SignedHead } from './signed-head.ts';
import { emptyTail, type LogTail } from './tiles/tail.ts';
import { checkpointPath, type TileStore } from './tiles/tile-store.ts';

interface StartOptions {
  readonly origin: string;
  readonly signers: readonly SignerKey[];
  readonly store: TileStore;
  readonly records: LogRecords;
}

/** Where a log goes on. */
export interface CheckedStart {
  readonly tail: LogTail;
  /** Undefined of a log that has nothing yet. */
  readonly head: SignedHead | undefined;
  /** True where the folder has not got the newest checkpoint yet: the last run ended in between. */
  readonly isUnpublished: boolean;
  /** Entries that the records did not know. */
  readonly adopted: number;
}

/**
 * Computes the log again and compares it with what was signed, in the folder and in the records. Refuses to go on where
 * something was changed (`LOG_EDITED`), where the folder is older than the records (`LOG_ROLLED_BACK`) or contradicts them
 * (`LOG_FORKED`). Where the records are older than the folder, they take over what it holds.
 */
export async function checkStart(options: StartOptions): Promise<CheckedStart> {
  const { store, records } = options;
  const published = await publishedHead(options);
  const recorded = await recordedHead(options);
  const head = !published || (recorded && recorded.size >= published.size) ? recorded : published;
  if (!head) return { tail: emptyTail(), head, isUnpublished: false, adopted: 0 };
  const placed = await records.placedCount();
  const strangers: Parameters<LogRecords['adopt']>[0][number][] = [];
  const onEntry = (entry: Uint8Array, leafIndex: number): void => {
    if (leafIndex >= placed) strangers.push(rowOf(entry, leafIndex));
  };
  const sizes = [published?.size ?? 0, recorded?.size ?? 0];
  const { tail, roots } = await recompute(store, head, published, { sizes, onEntry });
  if (published && !equalBytes(roots.get(published.size)!, published.root))
    throw new FieldlapseError(
      'LOG_EDITED',
      `the entries do not lead to the checkpoint of the folder at ${published.size}`,
    );
  if (recorded && !equalBytes(roots.get(recorded.size)!, recorded.root)) {
    // A folder that fits a signature of its own, and not this one: the key has signed two histories.
    const isFork = published && recorded.size <= published.size;
    const what = `the entries do not lead to the checkpoint of the records at ${recorded.size}`;
    throw new FieldlapseError(isFork ? 'LOG_FORKED' : 'LOG_EDITED', what);
  }
  await records.adopt(strangers);
  if (published && published.size > (recorded?.size ?? -1)) {
    await records.commit([], 0, { size: published.size, note: published.note, signedAt: 0 });
  }
  return { tail, head, isUnpublished: published?.size !== head.size, adopted: strangers.length };
}

async function publishedHead({ store, origin, signers }: StartOptions): Promise<SignedHead | undefined> {
  const bytes = await store.read(checkpointPath);
  return bytes && readOwnHead(Buffer.from(bytes).toString(), origin, signers, 'the checkpoint of the folder');
}

async function recordedHead({ records, origin, signers }: StartOptions): Promise<SignedHead | undefined> {
  const row = await records.lastCheckpoint();
  return row && readOwnHead(row.note, origin, signers, 'the checkpoint of the records');
}

/** What is missing at the end of an older folder is no edit: it was put back. */
async function recompute(
  store: TileStore,
  head: SignedHead,
  published: SignedHead | undefined,
  wanted: { sizes: readonly number[]; onEntry: (entry: Uint8Array, index: number) => void },
): ReturnType<typeof recomputeLog> {
  try {
    return await recomputeLog(store, { ...wanted, size: head.size });
  } catch (cause) {
    const isEdited = cause instanceof FieldlapseError && cause.code === 'LOG_EDITED';
    const size = published?.size ?? 0;
    if (!isEdited || size >= head.size) throw cause;
    await recomputeLog(store, { size });
    const what = `the folder ends at ${size}, but ${head.size} entries were signed`;
    throw new FieldlapseError('LOG_ROLLED_BACK', what, { cause });
  }
}

function rowOf(bytes: Uint8Array, leafIndex: number): Parameters<LogRecords['adopt']>[0][number] {
  try {
    const entry = textOf(bytes);
    const { l: lotTag, s: seq } = parseEntry(entry);
    return { lotTag, seq, entry, leafHash: entryHead(entry), leafIndex };
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('LOG_EDITED', `entry ${leafIndex} is none of this log`, { cause });
  }
}
