import { FieldlapseError } from '@fieldlapse/contracts';
import type { SignedHead } from '../log/signed-head.ts';
import type { AnchorConfig } from './anchor-config.ts';
import type { AnchorState, SentHead } from './anchor-state.ts';
import type { AnchorView, AnchorWriter, Fees } from './ports.ts';

/** So long a transaction may wait before more is paid for it. */
export const stuckAfterMs = 10 * 60_000;

export interface WriteParts {
  readonly chain: AnchorWriter;
  readonly config: Pick<AnchorConfig, 'every'>;
  /** The head to write where one is due. */
  readonly head: SignedHead;
  /** UTC ms. */
  readonly now: number;
  /** True writes without waiting for `every`. */
  readonly isAsked: boolean;
  /** Durable when it resolves. */
  save(sent: SentHead): Promise<void>;
}

/**
 * Goes on with writing, by what the chain holds and what was sent before; nothing, where nothing is due. A transaction is
 * durable here before it is sent, and until it stands in a block the same one is sent again, or one with the same number:
 * whatever crashes, is forgotten by the node or taken back by a reorganisation, a head is written and paid once. Throws what
 * {@link AnchorWriter} throws.
 */
export async function writeHeads(parts: WriteParts, view: AnchorView, { sent }: AnchorState): Promise<void> {
  const { chain, config, head, now, isAsked, save } = parts;
  const held = view.head?.size ?? 0;
  if (sent && sent.fate !== 'refused') {
    if (held < sent.size) return settle(parts, sent);
    if (sent.fate === 'waits') await save({ ...sent, fate: 'landed' });
  }
  const lastAt = Math.max(view.head?.at ?? 0, sent?.firstAt ?? 0);
  if (head.size <= held || (!isAsked && now - lastAt < config.every)) return;
  await send(parts, { nonce: await chain.nonce(), firstAt: now });
}

/** What to do with a transaction whose head the chain does not hold. */
async function settle(parts: WriteParts, sent: SentHead): Promise<void> {
  const { chain, now, save } = parts;
  const fate = await chain.fate(sent.hash);
  if (fate === 'done') return;
  if (fate === 'reverted') {
    await save({ ...sent, fate: 'refused' });
    throw new FieldlapseError('ANCHOR_REFUSED', `transaction ${sent.hash} was reverted`);
  }
  const nonce = await chain.nonce();
  // Its number went to another transaction, or that before it was taken back too: it may never stand in a block.
  if (nonce !== sent.nonce) return send(parts, { nonce, firstAt: now });
  if (sent.fate === 'landed') {
    // It stood in a block that is no longer part of the chain.
    await save({ ...sent, fate: 'waits', firstAt: now, pricedAt: now });
    return chain.broadcast(sent.raw);
  }
  if (now - sent.pricedAt < stuckAfterMs) return chain.broadcast(sent.raw);
  try {
    await send(parts, { nonce: sent.nonce, firstAt: sent.firstAt, atLeast: raised(sent.fees) });
  } catch (error) {
    // More cannot be paid; the node may have forgotten what was.
    await chain.broadcast(sent.raw);
    throw error;
  }
}

async function send(
  { chain, head, now, save }: WriteParts,
  { firstAt, ...options }: { readonly nonce: number; readonly firstAt: number; readonly atLeast?: Fees },
): Promise<void> {
  const write = await chain.sign(head, options);
  await save({ size: head.size, ...write, firstAt, pricedAt: now, fate: 'waits' });
  await chain.broadcast(write.raw);
}

/** Nodes replace a waiting transaction by one that pays at least a tenth more. */
const raised = ({ maxFeePerGas, maxPriorityFeePerGas }: Fees): Fees => ({
  maxFeePerGas: (maxFeePerGas * 9n) / 8n + 1n,
  maxPriorityFeePerGas: (maxPriorityFeePerGas * 9n) / 8n + 1n,
});
