import { FieldlapseError } from '@fieldlapse/contracts';
import { parseCheckpoint, ProofFault, signersOf, type Checkpoint, type SignerKey } from '@fieldlapse/proof';

/** A checkpoint with its text. */
export interface SignedHead extends Pick<Checkpoint, 'origin' | 'size' | 'root'> {
  readonly note: string;
}

/** Reads a checkpoint that this log must have signed. Throws `LOG_EDITED`, naming where it was found. */
export function readOwnHead(text: string, origin: string, signers: readonly SignerKey[], where: string): SignedHead {
  try {
    const checkpoint = parseCheckpoint(text);
    if (checkpoint.origin === origin && signersOf(checkpoint.note, signers).length > 0)
      return { origin, size: checkpoint.size, root: checkpoint.root, note: text };
    throw new FieldlapseError('LOG_EDITED', `${where} is not signed by a key of ${origin}`);
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('LOG_EDITED', `${where}: ${cause.message}`, { cause });
  }
}
