import { FieldlapseError } from '@fieldlapse/contracts';
import { equalBytes, type Checkpoint, type Policy } from '@fieldlapse/proof';
import { checkLog, readSaved } from '../log/check-log.ts';
import type { TileStore } from '../log/tiles/tile-store.ts';
import { checkSigned } from './judge-head.ts';
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
  /** Newest first; all of them are signed by the log. */
  readonly heads: readonly (AnchoredHead & { readonly confirmations: number })[];
  /** Sizes of the saved checkpoints that the chain confirms: it holds the same head, or the log's files join both. */
  readonly agrees: readonly number[];
}

/**
 * Compares what a chain holds with a log: every head must be signed by it, and begin what its files hold, which are computed
 * again; saved checkpoints too. Throws `ANCHOR_FOREIGN`, `LOG_FORKED`, `LOG_ROLLED_BACK` and what else `checkLog` throws
 * where something is wrong, and as {@link AnchorReader} does.
 */
export async function checkAnchor({
  chain,
  policy,
  store,
  saved = [],
  most,
}: CheckAnchorOptions): Promise<CheckedAnchor> {
  const { origin, writer } = chain;
  const { block } = await chain.view();
  const heads = (await chain.heads(most)).map((head) => ({
    ...head,
    confirmations: Math.max(1, block - head.block + 1),
  }));
  const keys = policy.logs.filter(({ name }) => name === origin);
  for (const head of heads) checkSigned(head, origin, keys);
  if (store) await checkLog(store, policy, [...heads.map(({ note }) => note), ...saved]);
  const why = heads.length === 0 ? ['nothing is anchored yet'] : [];
  const agrees: number[] = [];
  for (const checkpoint of readSaved(saved, origin, policy)) {
    const { isHeld, reason } = compare(checkpoint, heads, store !== undefined);
    if (isHeld) agrees.push(checkpoint.size);
    else why.push(reason);
  }
  if (!store && saved.length === 0) why.push('there is no log to compare with');
  return { state: why.length === 0 ? 'ok' : 'notChecked', why, origin, writer, heads, agrees };
}

function compare(
  { size, root, origin }: Checkpoint,
  heads: readonly AnchoredHead[],
  isJoined: boolean,
): { isHeld: boolean; reason: string } {
  const same = heads.find((head) => head.size === size);
  if (same && !equalBytes(same.root, root))
    throw new FieldlapseError('LOG_FORKED', `block ${same.block} holds another head of ${origin} at ${size}`);
  const newest = heads[0]?.size ?? 0;
  if (same || (isJoined && size <= newest)) return { isHeld: true, reason: '' };
  const isLater = size > newest;
  return {
    isHeld: false,
    reason: isLater
      ? `the checkpoint at ${size} is newer than what is anchored, ${newest}`
      : `the checkpoint at ${size} lies between anchored heads: the log’s files are needed to join them`,
  };
}
