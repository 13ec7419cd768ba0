import { FieldlapseError } from '@fieldlapse/contracts';
import {
  attempt,
  equalBytes,
  parseCheckpoint,
  parseEntry,
  parseKey,
  signersOf,
  verifyConsistency,
  type VerifierKey,
} from '@fieldlapse/proof';
import type { ConfirmedLog } from '../log/open-log.ts';
import type { AnchoredHead } from './ports.ts';

/** What is asked of a log to compare it with what stands on a chain. */
export type JudgedLog = Pick<ConfirmedLog, 'head' | 'consistencyProof' | 'ownChain'> & {
  readonly records: Pick<ConfirmedLog['records'], 'chain'>;
};

/**
 * True where one of these keys has signed a head that stands on the chain: then neither a node that lies nor whoever has stolen
 * the chain account has made it up. Throws `ANCHOR_FOREIGN` where what stands there is no signed head of this log at all.
 */
export function isSignedHead(head: AnchoredHead, origin: string, keys: readonly VerifierKey[]): boolean {
  const read = attempt(() => {
    const checkpoint = parseCheckpoint(head.note);
    return { ...checkpoint, isSigned: signersOf(checkpoint.note, keys).length > 0 };
  });
  if (!('value' in read)) throw foreign(head, origin);
  const { size, root, isSigned, ...signed } = read.value;
  if (signed.origin !== origin || size !== head.size || !equalBytes(root, head.root)) throw foreign(head, origin);
  return isSigned;
}

/** Throws `ANCHOR_FOREIGN`; `LOG_BEHIND_ANCHOR` and `LOG_FORKED` where the log does not continue a head that stands on the chain. */
export async function judgeHead(head: AnchoredHead, log: JudgedLog): Promise<void> {
  const own = log.head();
  if (!isSignedHead(head, own.origin, await announcedKeys(log))) throw foreign(head, own.origin);
  if (head.size > own.size) {
    const what = `block ${head.block} holds ${head.size} entries of ${own.origin}, here are ${own.size}`;
    throw new FieldlapseError('LOG_BEHIND_ANCHOR', what);
  }
  const proof = await log.consistencyProof(head.size, own.size);
  if (!verifyConsistency({ size1: head.size, root1: head.root, size2: own.size, root2: own.root, proof }))
    throw new FieldlapseError('LOG_FORKED', `block ${head.block} holds another head of ${own.origin} at ${head.size}`);
}

/** Every key that the log has ever signed by: its entries say so before a key is used, and a head may be older than a rotation. */
async function announcedKeys({ records, ownChain }: JudgedLog): Promise<VerifierKey[]> {
  const entries = (await records.chain(ownChain)).map(({ entry }) => parseEntry(entry));
  return entries.flatMap((entry) => (entry.k === 'key' && entry.op === 'add' ? [parseKey(entry.key)] : []));
}

const foreign = ({ size, block }: AnchoredHead, origin: string): FieldlapseError =>
  new FieldlapseError('ANCHOR_FOREIGN', `block ${block} holds a head of ${size} entries that ${origin} did not sign`);
