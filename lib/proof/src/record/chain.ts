import { ProofFault } from '../fault.ts';
import { entryHead, type Entry } from './entry.ts';

/** An entry with its text. */
export interface ReadEntry {
  readonly text: string;
  readonly entry: Entry;
}

/**
 * Checks that entries are the whole of a chain from its beginning: numbered without gaps, of one tag, each with the leaf
 * hash of the one before, `link` only in chains that begin with one. Resolves to the head of the last.
 * Throws `chainGap`, `chainOrder`, `chainTag`, `chainLink`, `linkPlace`.
 */
export function checkChain(tag: string, entries: readonly ReadEntry[]): string {
  let head = '';
  for (const [place, { text, entry }] of entries.entries()) {
    if (entry.l !== tag) throw new ProofFault('chainTag', { seq: place });
    if (entry.s > place) throw new ProofFault('chainGap', { seq: place });
    if (entry.s < place) throw new ProofFault('chainOrder', { seq: place });
    if (entry.p !== head) throw new ProofFault('chainLink', { seq: place });
    if (entry.k === 'link' && entries[0]!.entry.k !== 'link') throw new ProofFault('linkPlace', { seq: place });
    head = entryHead(text);
  }
  return head;
}
