import { FieldlapseError } from '@fieldlapse/contracts';
import {
  attempt,
  equalBytes,
  parseCheckpoint,
  signersOf,
  verifyConsistency,
  type VerifierKey,
} from '@fieldlapse/proof';
import type { SignedHead } from '../log/signed-head.ts';
import type { AnchoredHead } from './ports.ts';

/** What is asked of a log to compare it with what stands on a chain. */
export interface JudgedLog {
  head(): SignedHead;
  consistencyProof(size1: number, size2: number): Promise<Uint8Array[]>;
}

/**
 * Throws `ANCHOR_FOREIGN` where a head on the chain is not what a key of the log signed: neither a node that lies nor whoever
 * has stolen the chain account can make one that is.
 */
export function checkSigned(
  { size, root, note, block }: AnchoredHead,
  origin: string,
  keys: readonly VerifierKey[],
): void {
  const read = attempt(() => {
    const checkpoint = parseCheckpoint(note);
    return { ...checkpoint, isSigned: signersOf(checkpoint.note, keys).length > 0 };
  });
  const known = 'value' in read ? read.value : undefined;
  if (known?.isSigned && known.origin === origin && known.size === size && equalBytes(known.root, root)) return;
  throw new FieldlapseError(
    'ANCHOR_FOREIGN',
    `block ${block} holds a head of ${size} entries that ${origin} did not sign`,
  );
}

/** Throws `ANCHOR_FOREIGN`; `LOG_BEHIND_ANCHOR` and `LOG_FORKED` where the log does not continue a head that stands on the chain. */
export async function judgeHead(head: AnchoredHead, log: JudgedLog, keys: readonly VerifierKey[]): Promise<void> {
  const own = log.head();
  checkSigned(head, own.origin, keys);
  if (head.size > own.size) {
    const what = `block ${head.block} holds ${head.size} entries of ${own.origin}, here are ${own.size}`;
    throw new FieldlapseError('LOG_BEHIND_ANCHOR', what);
  }
  const proof = await log.consistencyProof(head.size, own.size);
  if (!verifyConsistency({ size1: head.size, root1: head.root, size2: own.size, root2: own.root, proof }))
    throw new FieldlapseError('LOG_FORKED', `block ${head.block} holds another head of ${own.origin} at ${head.size}`);
}
