import { FieldlapseError } from '@fieldlapse/contracts';
import {
  canonicalText,
  commitmentOf,
  entryHead,
  entryText,
  maxEntryBytes,
  parseEntry,
  ProofFault,
  toBase64Url,
  utf8,
  type EntryBody,
  type JsonObject,
} from '@fieldlapse/proof';
import type { LogRecords, NewRow } from '../record/log-records.ts';

/** An entry to be appended at a place of its chain: an EPCIS event, or what another kind says. */
export type NewEntry = { readonly lotTag: string; readonly seq: number } & (
  { readonly event: JsonObject } | { readonly body: Exclude<EntryBody, { k: 'ev' }> }
);

/** A chain's next place and the leaf hash that it links to. */
interface ChainHead {
  readonly next: number;
  readonly hash: string;
}

/** Gives entries their links; knows the chains as they will be once what it has placed is stored. */
export interface Placer {
  /**
   * Rows for the entries that are new; those that stand in the log already, with the same content, are left out.
   * All or none. Throws `LOG_SEQ`, `LOG_CONFLICT`, `LOG_ENTRY_REFUSED`.
   */
  place(entries: readonly NewEntry[]): Promise<NewRow[]>;
  /** Once rows are stored, or could not be: what is known is what the records say. */
  forget(): void;
}

export function placer(records: Pick<LogRecords, 'row' | 'lastRow'>, newSalt: () => Uint8Array): Placer {
  const heads = new Map<string, ChainHead>();
  /** Placed, and perhaps not stored yet: two calls of one batch may hold the same entry. */
  const placed = new Map<string, NewRow>();

  async function headOf(lotTag: string): Promise<ChainHead> {
    const known = heads.get(lotTag);
    if (known) return known;
    const last = await records.lastRow(lotTag);
    return last ? { next: last.seq + 1, hash: last.leafHash } : { next: 0, hash: '' };
  }

  return {
    async place(entries) {
      const drafts = new Map<string, ChainHead>();
      const rows: NewRow[] = [];
      const rowsByPlace = new Map<string, NewRow>();
      for (const entry of entries) {
        const { lotTag, seq } = entry;
        const head = drafts.get(lotTag) ?? (await headOf(lotTag));
        if (seq < head.next) {
          const place = placeKey(lotTag, seq);
          checkSame(entry, rowsByPlace.get(place) ?? placed.get(place) ?? (await records.row(lotTag, seq)));
          continue;
        }
        if (seq > head.next)
          throw new FieldlapseError('LOG_SEQ', `entry ${seq} of chain ${lotTag}: the next place is ${head.next}`);
        const row = rowOf(entry, head.hash, newSalt);
        rows.push(row);
        rowsByPlace.set(placeKey(lotTag, seq), row);
        drafts.set(lotTag, { next: seq + 1, hash: row.leafHash });
      }
      for (const [lotTag, head] of drafts) heads.set(lotTag, head);
      for (const [place, row] of rowsByPlace) placed.set(place, row);
      return rows;
    },
    forget() {
      heads.clear();
      placed.clear();
    },
  };
}

export const placeKey = (lotTag: string, seq: number): string => `${lotTag} ${seq}`;

function rowOf(entry: NewEntry, hash: string, newSalt: () => Uint8Array): NewRow {
  const { lotTag, seq } = entry;
  return refusing(lotTag, seq, () => {
    const place = { l: lotTag, s: seq, p: hash };
    const salt = 'event' in entry ? newSalt() : null;
    const body: EntryBody =
      'event' in entry ? { k: 'ev', c: toBase64Url(commitmentOf(entry.event, salt!)) } : entry.body;
    const text = entryText({ ...body, ...place });
    // Whatever came in, only what a verifier reads goes into the log.
    parseEntry(text);
    if (utf8(text).length > maxEntryBytes) throw new ProofFault('badEntry', { what: 'too large' });
    const event = 'event' in entry ? canonicalText(entry.event) : null;
    return { lotTag, seq, entry: text, leafHash: entryHead(text), event, salt };
  });
}

function checkSame(entry: NewEntry, row: (Pick<NewRow, 'entry' | 'event'> & { adopted?: 0 | 1 }) | undefined): void {
  const { lotTag, seq } = entry;
  const isSame = refusing(lotTag, seq, () => {
    const known = row && parseEntry(row.entry);
    if (!row || !known) return false;
    if ('body' in entry) return entryText({ ...entry.body, l: known.l, s: known.s, p: known.p }) === row.entry;
    if (known.k !== 'ev') return false;
    // Of an erased event nobody can say any more what it was; one that was taken over was perhaps never ours.
    return row.event === null ? row.adopted !== 1 : row.event === canonicalText(entry.event);
  });
  if (!isSame)
    throw new FieldlapseError('LOG_CONFLICT', `entry ${seq} of chain ${lotTag} is there already, and another`);
}

function refusing<T>(lotTag: string, seq: number, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('LOG_ENTRY_REFUSED', `entry ${seq} of chain ${lotTag}: ${cause.message}`, { cause });
  }
}
