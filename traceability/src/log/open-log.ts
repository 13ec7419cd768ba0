import { randomBytes } from 'node:crypto';
import { FieldlapseError } from '@fieldlapse/contracts';
import {
  keyText,
  noteText,
  parseEntry,
  parseNote,
  saltBytes,
  type EntryBody,
  type NoteSignature,
} from '@fieldlapse/proof';
import type { Logger } from '@fieldlapse/runtime';
import type { RecordsStore } from '@fieldlapse/store';
import type { KeyRing } from '../keys/key-ring.ts';
import { openLogRecords, type LogRecords } from '../record/log-records.ts';
import { callQueue, type CallQueue } from './call-queue.ts';
import { logHead, type LogHead } from './log-head.ts';
import { placer, type NewEntry } from './place-entries.ts';
import { proveConsistency, proveInclusions } from './tiles/prove.ts';
import type { SignedHead } from './signed-head.ts';
import { checkStart } from './start-check.ts';
import { writeBatch } from './write-batch.ts';
import type { TileStore } from './tiles/tile-store.ts';

export interface LogOptions {
  readonly store: TileStore;
  readonly records: RecordsStore;
  readonly keys: KeyRing;
  /** UTC ms. */
  readonly now: () => number;
  readonly logger: Logger;
  /** 32 bytes for each event; random where absent. */
  readonly newSalt?: () => Uint8Array;
  /**
   * Asked once the log was computed again and before anything is appended: may refuse it. A new log is asked about once it has the
   * entry of its key, the same whenever it begins: so that of a log that was lost with its records nothing else is signed.
   */
  readonly confirm?: (log: ConfirmedLog) => Promise<void>;
}

/** What somebody outside needs to see of a log. */
export type ConfirmedLog = Pick<
  TransparencyLog,
  'head' | 'consistencyProof' | 'addSignatures' | 'records' | 'ownChain'
>;

/** An entry with its place in the log. */
export interface PlacedEntry {
  readonly lotTag: string;
  readonly seq: number;
  /** The entry's text, as the log holds it. */
  readonly entry: string;
  /** base64url; what a QR code of a label holds. */
  readonly leafHash: string;
  readonly index: number;
}

/** The transparency log of this installation: its one writer. */
export interface TransparencyLog {
  readonly origin: string;
  /** Chain of the log's own entries about its keys. */
  readonly ownChain: string;
  readonly records: LogRecords;
  head(): SignedHead;
  /**
   * Appends entries, all or none. Resolves when they are fsynced, covered by a signed checkpoint and published: from then on
   * a crash loses none of them. An entry that stands at its place already, with the same content, is not appended again.
   * Throws `LOG_SEQ`, `LOG_CONFLICT`, `LOG_ENTRY_REFUSED`, `LOG_BUSY`, and what the stores throw.
   */
  append(entries: readonly NewEntry[]): Promise<PlacedEntry[]>;
  /**
   * Entries of a chain from a place on which somebody else put there, or which our records have lost: what is to be appended to
   * the chain comes behind them.
   */
  takenOver(lotTag: string, from: number): Promise<Pick<PlacedEntry, 'seq' | 'entry' | 'leafHash'>[]>;
  /** Appends at the end of the log's own chain. */
  appendOwn(body: Exclude<EntryBody, { k: 'ev' }>): Promise<PlacedEntry>;
  inclusionProofs(indices: readonly number[], size: number): Promise<Uint8Array[][]>;
  consistencyProof(size1: number, size2: number): Promise<Uint8Array[]>;
  /** Forgets an event and its salt for good; the entry stays, and one that says so follows. Throws `LOG_MISSING`. */
  erase(lotTag: string, seq: number): Promise<void>;
  /** Signs by these keys from the next checkpoint on. */
  signBy(keys: KeyRing): void;
  /** Adds signatures of witnesses to the checkpoint of that size. */
  addSignatures(size: number, signatures: readonly NoteSignature[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the log: computes it again from its entries first and refuses to run on one that is not what was signed
 * ({@link checkStart}). Entries that were recorded before a crash and have no place yet are appended. A new log begins with
 * the entry of its key. Throws `LOG_EDITED`, `LOG_ROLLED_BACK`, `LOG_FORKED`, `LOG_FROZEN`.
 */
export async function openLog(options: LogOptions): Promise<TransparencyLog> {
  const { store, keys, logger } = options;
  if (keys.frozen) throw new FieldlapseError('LOG_FROZEN', `${keys.origin} was closed at ${keys.frozen.size} entries`);
  const records = await openLogRecords(options.records);
  try {
    const { origin, signers } = keys;
    const start = await checkStart({ origin, signers, store, records });
    if (start.adopted > 0)
      logger.warn(
        { entries: start.adopted },
        'the records were older than the log: events and salts of these are missing',
      );
    if (start.head && start.isUnpublished) await store.publish(start.head.note);
    const head = logHead({ ...options, records }, start);
    const place = placer(records, options.newSalt ?? (() => randomBytes(saltBytes)));
    const queue = callQueue<NewEntry, PlacedEntry[]>(origin, (calls) =>
      head.exclusively(() => writeBatch(calls, { records, placer: place, head })),
    );
    const log = logOf(options, records, head, queue);
    if (start.head) await options.confirm?.(log);
    await head.exclusively(head.advance);
    if (!start.head) await beginLog(log, options);
    return log;
  } catch (error) {
    await records.close();
    throw error;
  }
}

async function beginLog(log: TransparencyLog, { keys: { signers, from }, confirm }: LogOptions): Promise<void> {
  for (const [at, signer] of signers.entries()) {
    await log.appendOwn({ k: 'key', key: keyText(signer), op: 'add', ...(from && { from }) });
    if (at === 0) await confirm?.(log);
  }
}

function logOf(
  { store, keys }: LogOptions,
  records: LogRecords,
  head: LogHead,
  queue: CallQueue<NewEntry, PlacedEntry[]>,
): TransparencyLog {
  return {
    origin: keys.origin,
    ownChain: keys.chain,
    records,
    head: head.get,
    append: queue.append,
    takenOver: records.adopted,
    async appendOwn(body) {
      const last = await records.lastRow(keys.chain);
      const [placed] = await queue.append([{ lotTag: keys.chain, seq: last ? last.seq + 1 : 0, body }]);
      return placed!;
    },
    inclusionProofs: (indices, size) => proveInclusions(store, indices, size),
    consistencyProof: (size1, size2) => proveConsistency(store, size1, size2),
    async erase(lotTag, seq) {
      const chain = (await records.chain(lotTag)).map((row) => ({ ...row, entry: parseEntry(row.entry) }));
      if (!chain[seq]) throw new FieldlapseError('LOG_MISSING', `no entry ${seq} in chain ${lotTag}`);
      const isSaid = chain.some(({ entry }) => entry.k === 'erase' && entry.e === seq);
      // Said first: an event that is gone without an entry would look like one that was hidden.
      if (!isSaid) await queue.append([{ lotTag, seq: chain.length, body: { k: 'erase', e: seq } }]);
      await records.erase(lotTag, seq);
    },
    signBy: head.signBy,
    addSignatures: (size, signatures) =>
      head.exclusively(async () => {
        const known = (await records.checkpoints()).find((row) => row.size === size);
        if (known) await head.renote(size, noteText(withSignatures(known.note, signatures)));
      }),
    async close() {
      await queue.close();
      await head.exclusively(head.settled);
      await records.close();
    },
  };
}

function withSignatures(text: string, signatures: readonly NoteSignature[]): ReturnType<typeof parseNote> {
  const note = parseNote(text);
  const isNew = ({ name, id }: NoteSignature): boolean =>
    !note.signatures.some((one) => one.name === name && Buffer.from(one.id).equals(Buffer.from(id)));
  return { ...note, signatures: [...note.signatures, ...signatures.filter(isNew)] };
}
