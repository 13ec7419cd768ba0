import { reason, type Reason } from '../../fault.ts';
import { verifyInclusion } from '../../merkle/proofs.ts';
import type { Checkpoint } from '../../note/checkpoint.ts';
import { entryLeaf } from '../../record/entry.ts';
import { failed, ok, type ReadChain, type StepOutcome } from '../step.ts';

const mostReasons = 20;

/** Step 3: every entry is in the log, at an index of its own. */
export function checkInclusion({ size, root }: Checkpoint, chains: readonly ReadChain[]): StepOutcome {
  const wrong: Reason[] = [];
  const indices = new Set<number>();
  for (const [chain, { entries }] of chains.entries()) {
    for (const { text, entry, index, hashes } of entries) {
      const at = { chain, seq: entry.s, index };
      if (indices.has(index)) wrong.push(reason('indexRepeated', at));
      indices.add(index);
      const claim = { leaf: entryLeaf(text), index, size, proof: hashes, root };
      if (!verifyInclusion(claim)) wrong.push(reason('inclusionWrong', at));
    }
  }
  return wrong.length > 0
    ? failed(...wrong.slice(0, mostReasons))
    : ok(reason('inclusionOk', { entries: indices.size, size }));
}
