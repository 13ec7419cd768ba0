import { concat, equalBytes, utf8 } from '../bytes/bytes.ts';
import { ProofFault } from '../fault.ts';
import { isSignedBy, signBytes, type SignerKey, type VerifierKey } from './keys.ts';
import type { NoteSignature, SignedNote } from './signed-note.ts';

const timeBytes = 8;

/** A witness saw this checkpoint at `seenAtS`, UTC seconds, and nothing that contradicts it [C2SP tlog-cosignature v1]. */
export interface Cosignature<Key extends VerifierKey = VerifierKey> {
  readonly witness: Key;
  readonly seenAtS: number;
}

const messageOf = (text: string, seenAtS: number): Uint8Array => utf8(`cosignature/v1\ntime ${seenAtS}\n${text}`);

/** Cosigns a checkpoint's text as of UTC seconds. */
export function cosign(text: string, witness: SignerKey, seenAtS: number): NoteSignature {
  const time = new Uint8Array(timeBytes);
  new DataView(time.buffer).setBigUint64(0, BigInt(seenAtS));
  return { name: witness.name, id: witness.id, signature: concat(time, signBytes(witness, messageOf(text, seenAtS))) };
}

/** The cosignatures of these witnesses under a checkpoint. A wrong one refuses it. Throws `noteSignatureWrong`. */
export function cosignaturesOf<Key extends VerifierKey>(
  { text, signatures }: SignedNote,
  witnesses: readonly Key[],
): Cosignature<Key>[] {
  return witnesses.flatMap((witness) => {
    const own = signatures.filter(({ name, id }) => name === witness.name && equalBytes(id, witness.id));
    return own.slice(0, 1).map(({ signature }) => ({ witness, seenAtS: checkOne(text, witness, signature) }));
  });
}

function checkOne(text: string, witness: VerifierKey, stamped: Uint8Array): number {
  const seenAtS =
    stamped.length > timeBytes ? Number(new DataView(stamped.buffer, stamped.byteOffset).getBigUint64(0)) : -1;
  if (Number.isSafeInteger(seenAtS) && seenAtS >= 0) {
    if (isSignedBy(witness, messageOf(text, seenAtS), stamped.subarray(timeBytes))) return seenAtS;
  }
  throw new ProofFault('noteSignatureWrong', { name: witness.name });
}
