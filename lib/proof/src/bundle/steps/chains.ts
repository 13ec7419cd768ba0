import { ProofFault, reason, type Reason } from '../../fault.ts';
import { checkChain } from '../../record/chain.ts';
import { entryHead } from '../../record/entry.ts';
import { ok, type ReadChain, type StepOutcome } from '../step.ts';

/**
 * Step 4: each chain is whole from its first entry on, and goes on from chains that are here too. What is missing at the
 * end of a chain cannot be seen in it; that is what the label and the claimed head are for.
 */
export function checkChains(chains: readonly ReadChain[], currentHead: string): StepOutcome {
  const byTag = new Map<string, { at: number; chain: ReadChain }>();
  for (const [at, chain] of chains.entries()) {
    if (byTag.has(chain.lotTag)) throw new ProofFault('chainStray', { chain: at });
    byTag.set(chain.lotTag, { at, chain });
    const head = withChain(at, () => checkChain(chain.lotTag, chain.entries));
    if (at === 0 && head !== currentHead) throw new ProofFault('chainHead', { chain: at });
  }
  const reached = new Set<string>();
  const notes: Reason[] = [];
  follow(chains[0]!.lotTag);
  const stray = chains.findIndex(({ lotTag }) => !reached.has(lotTag));
  if (stray > 0) throw new ProofFault('chainStray', { chain: stray });
  const entries = chains.reduce((sum, chain) => sum + chain.entries.length, 0);
  return ok(reason('chainOk', { chains: chains.length, entries }), ...notes);

  function follow(tag: string): void {
    if (reached.has(tag)) return;
    reached.add(tag);
    const { chain, at } = byTag.get(tag)!;
    // A label links again to what the parents have become since: the farthest link counts.
    const linked = new Map<string, number>();
    for (const { entry } of chain.entries) {
      if (entry.k !== 'link') continue;
      for (const { l, h, n } of entry.parents) {
        const last = byTag.get(l)?.chain.entries[n - 1];
        if (!last) throw new ProofFault('linkMissing', { chain: at, parent: l });
        if (entryHead(last.text) !== h) throw new ProofFault('linkHead', { chain: at, parent: l });
        linked.set(l, Math.max(n, linked.get(l) ?? 0));
      }
    }
    for (const [l, n] of linked) {
      const parent = byTag.get(l)!;
      const late = parent.chain.entries.length - n;
      if (late > 0) notes.push(reason('lateEntries', { chain: parent.at, count: late }));
      follow(l);
    }
  }
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
