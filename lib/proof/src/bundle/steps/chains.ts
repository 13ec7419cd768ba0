import { ProofFault, reason, type Reason } from '../../fault.ts';
import { checkChain } from '../../record/chain.ts';
import { entryHead } from '../../record/entry.ts';
import { fixedLengths } from '../label-in-hand.ts';
import { ok, type ReadChain, type StepOutcome } from '../step.ts';

/**
 * Step 4: each chain is whole from its first entry on, and goes on from chains that are here too; what came later than the label
 * in hand fixes is told. What is missing at the end of a chain cannot be seen in it; that is what the label and the claimed head
 * are for.
 */
export function checkChains(
  chains: readonly ReadChain[],
  currentHead: string,
  labelSeq: number | undefined,
): StepOutcome {
  const byTag = new Map<string, { at: number; chain: ReadChain }>();
  for (const [at, chain] of chains.entries()) {
    if (byTag.has(chain.lotTag)) throw new ProofFault('chainStray', { chain: at });
    byTag.set(chain.lotTag, { at, chain });
    const head = withChain(at, () => checkChain(chain.lotTag, chain.entries));
    if (at === 0 && head !== currentHead) throw new ProofFault('chainHead', { chain: at });
  }
  const reached = new Set<string>();
  follow(chains[0]!.lotTag);
  const stray = chains.findIndex(({ lotTag }) => !reached.has(lotTag));
  if (stray > 0) throw new ProofFault('chainStray', { chain: stray });
  const entries = chains.reduce((sum, chain) => sum + chain.entries.length, 0);
  return ok(reason('chainOk', { chains: chains.length, entries }), ...lateIn(chains, labelSeq));

  function follow(tag: string): void {
    if (reached.has(tag)) return;
    reached.add(tag);
    const { chain, at } = byTag.get(tag)!;
    for (const { entry } of chain.entries) {
      if (entry.k !== 'link') continue;
      for (const { l, h, n } of entry.parents) {
        const last = byTag.get(l)?.chain.entries[n - 1];
        if (!last) throw new ProofFault('linkMissing', { chain: at, parent: l });
        if (entryHead(last.text) !== h) throw new ProofFault('linkHead', { chain: at, parent: l });
        follow(l);
      }
    }
  }
}

/** Of the lot's own chain step 5 tells. */
function lateIn(chains: readonly ReadChain[], labelSeq: number | undefined): Reason[] {
  const fixed = fixedLengths(chains, labelSeq);
  return chains.flatMap(({ lotTag, entries }, chain) => {
    const count = entries.length - (fixed.get(lotTag) ?? 0);
    return chain > 0 && count > 0 ? [reason('lateEntries', { chain, count })] : [];
  });
}

/** A fault in a chain also says in which. */
function withChain<T>(chain: number, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ProofFault)) throw error;
    throw new ProofFault(error.reason.code, { ...error.reason.values, chain });
  }
}
