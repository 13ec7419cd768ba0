import { wholeNumber } from '../bytes/bytes.ts';
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { ProofFault } from '../fault.ts';
import { hashBytes } from '../merkle/hashes.ts';
import { noteText, parseNote, signNote, type SignedNote } from './signed-note.ts';
import type { SignerKey } from './keys.ts';

/** Head of a log's tree. */
export interface TreeHead {
  /** Name of the log. */
  readonly origin: string;
  /** Entries in it. */
  readonly size: number;
  readonly root: Uint8Array;
}

/** A signed head [C2SP tlog-checkpoint]; its signatures are not checked yet. */
export interface Checkpoint extends TreeHead {
  readonly note: SignedNote;
}

/** Reads a checkpoint. Extension lines are refused: no log of ours writes them, nobody could audit them. Throws `badCheckpoint`, `badNote`. */
export function parseCheckpoint(text: string): Checkpoint {
  const note = parseNote(text);
  const [origin = '', sizeText = '', rootText = '', ...rest] = note.text.split('\n');
  const size = wholeNumber(sizeText);
  if (origin === '' || size === undefined || rest.length !== 1 || rest[0] !== '') throw new ProofFault('badCheckpoint');
  return { origin, size, root: rootOfText(rootText), note };
}

function rootOfText(text: string): Uint8Array {
  try {
    const root = fromBase64(text);
    if (root.length === hashBytes) return root;
  } catch {
    // Falls through to the one fault.
  }
  throw new ProofFault('badCheckpoint');
}

/** What is signed. */
export const headText = ({ origin, size, root }: TreeHead): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** A checkpoint as text, signed by each of these keys. */
export function signCheckpoint(head: TreeHead, signers: readonly SignerKey[]): string {
  return noteText(signNote(headText(head), signers));
}
