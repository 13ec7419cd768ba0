import { FieldlapseError } from '@fieldlapse/contracts';
import { equalBytes, type Checkpoint, type Policy } from '@fieldlapse/proof';
import { checkLog, readSaved } from '../log/check-log.ts';
import type { TileStore } from '../log/tiles/tile-store.ts';
import { isSignedHead } from './judge-head.ts';
import type { AnchoredHead, AnchorReader } from './ports.ts';

export interface CheckAnchorOptions {
  readonly chain: AnchorReader;
  /** Whose logs the reader trusts. */
  readonly policy: Policy;
  /** The log's files, where the reader has them. */
  readonly store?: Pick<TileStore, 'read'>;
  /** Checkpoints that the reader has saved, one of a `lot.json` say. */
  readonly saved?: readonly string[];
  /** Heads that are compared, the newest ones. */
  readonly most: number;
}

/** What a stranger finds who compares a chain with a log. */
export interface CheckedAnchor {
  /** `notChecked` where nothing contradicts, and something could not be compared. */
  readonly state: 'ok' | 'notChecked';
  readonly why: readonly string[];
  readonly origin: string;
  readonly writer: string;
  /** Newest first, signed by keys of the policy. */
  readonly heads: readonly (AnchoredHead & { readonly confirmations: number })[];
  /** Sizes of the saved checkpoints that the chain confirms: it holds the same head, or the log's files join both. */
  readonly agrees: readonly number[];
}

/**
 * Compares what a chain holds with a log: every head must be signed by it, and begin what its files hold, which are computed
 * again; saved checkpoints too. Throws `ANCHOR_FOREIGN`, `LOG_FORKED`, `LOG_ROLLED_BACK` and what else `checkLog` throws
 * where something is wrong, and as {@link AnchorReader} does.
 */
export async function checkAnchor(options: CheckAnchorOptions): Promise<CheckedAnchor> {
  const { chain, policy, store, saved = [], most } = options;
  const { origin, writer } = chain;
  const { block } = await chain.view();
  const found = await chain.heads(most);
  const keys = policy.logs.filter(({ name }) => name === origin);
  const heads = found
    .filter((head) => isSignedHead(head, origin, keys))
    .map((head) => ({ ...head, confirmations: Math.max(1, block - head.block + 1) }));
  if (store) await checkLog(store, policy, [...heads.map(({ note }) => note), ...saved]);
  const why = found.filter((head) => !heads.some(({ size }) => size === head.size)).map(unknownKey);
  if (found.length === 0) why.push('nothing is anchored yet');
  if (!store && saved.length === 0) why.push('there is no log to compare with');
  const agrees: number[] = [];
  for (const checkpoint of readSaved(saved, origin, policy)) {
    const reason = whyNot(checkpoint, heads, store !== undefined);
    if (reason === undefined) agrees.push(checkpoint.size);
    else why.push(reason);
  }
  return { state: why.length === 0 ? 'ok' : 'notChecked', why, origin, writer, heads, agrees };
}

/** Why the chain says nothing about a checkpoint; undefined where it holds it. Throws `LOG_FORKED`. */
function whyNot(
  { size, root, origin }: Checkpoint,
  heads: readonly AnchoredHead[],
  isJoined: boolean,
): string | undefined {
  const same = heads.find((head) => head.size === size);
  if (same && !equalBytes(same.root, root))
    throw new FieldlapseError('LOG_FORKED', `block ${same.block} holds another head of ${origin} at ${size}`);
  const newest = heads[0]?.size ?? 0;
  if (same || (isJoined && size <= newest)) return undefined;
  return size > newest
    ? `the checkpoint at ${size} is newer than what is anchored, ${newest}`
    : `the checkpoint at ${size} lies between anchored heads: the log’s files are needed to join them`;
}

const unknownKey = ({ size, block }: AnchoredHead): string =>
  `the head of ${size} entries in block ${block} is signed by no key of the policy; it may be older than a rotation`;
