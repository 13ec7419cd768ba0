import { concat, equalBytes, hasControls, utf8 } from '../bytes/bytes.ts';
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { ProofFault } from '../fault.ts';
import { isKeyName, isSignedBy, signBytes, type SignerKey, type VerifierKey } from './keys.ts';

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** Key id, 4 bytes. */
  readonly id: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text with signatures under it [C2SP signed-note]; nothing of it is checked yet. */
export interface SignedNote {
  /** Ends with a line feed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const maxNoteLength = 1_000_000;
const maxSignatures = 64;
const dash = '— ';

/** Reads a note: LF only, no controls, at least one signature. Throws `badNote`. */
export function parseNote(note: string): SignedNote {
  const gap = note.lastIndexOf('\n\n');
  if (note.length > maxNoteLength || hasControls(note) || !note.isWellFormed()) throw new ProofFault('badNote');
  if (gap < 1 || !note.endsWith('\n')) throw new ProofFault('badNote');
  const lines = note.slice(gap + 2, -1).split('\n');
  if (lines.length > maxSignatures) throw new ProofFault('badNote');
  return { text: note.slice(0, gap + 1), signatures: lines.map(parseSignature) };
}

/** Reads a line such as `— name base64`. Throws `badNote`. */
export function parseSignature(line: string): NoteSignature {
  const [name = '', encoded = '', ...rest] = line.startsWith(dash) ? line.slice(dash.length).split(' ') : [];
  if (!isKeyName(name) || rest.length > 0) throw new ProofFault('badNote');
  const bytes = bytesOf(encoded);
  if (bytes.length < 5) throw new ProofFault('badNote');
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

function bytesOf(encoded: string): Uint8Array {
  try {
    return fromBase64(encoded);
  } catch {
    throw new ProofFault('badNote');
  }
}

export const signatureLine = ({ name, id, signature }: NoteSignature): string =>
  `${dash}${name} ${toBase64(concat(id, signature))}\n`;

export const noteText = ({ text, signatures }: SignedNote): string =>
  `${text}\n${signatures.map(signatureLine).join('')}`;

/** Signs a text, which ends with a line feed, by each of these keys. */
export function signNote(text: string, signers: readonly SignerKey[]): SignedNote {
  const message = utf8(text);
  return {
    text,
    signatures: signers.map((key) => ({ name: key.name, id: key.id, signature: signBytes(key, message) })),
  };
}

/**
 * The keys of `known` whose signature stands under the note. Signatures of other keys are passed over, a wrong one of a
 * known key refuses the note. Throws `noteSignatureWrong`.
 */
export function signersOf<Key extends VerifierKey>({ text, signatures }: SignedNote, known: readonly Key[]): Key[] {
  const message = utf8(text);
  return known.filter((key) => {
    const own = signatures.filter(({ name, id }) => name === key.name && equalBytes(id, key.id));
    if (own.some(({ signature }) => !isSignedBy(key, message, signature)))
      throw new ProofFault('noteSignatureWrong', { name: key.name });
    return own.length > 0;
  });
}
