import { ProofFault } from '../fault.ts';
import type { Checkpoint } from './checkpoint.ts';
import { cosignaturesOf, type Cosignature } from './cosignature.ts';
import type { Policy, PolicyWitness } from './policy.ts';
import { signersOf } from './signed-note.ts';

/** Who stands behind a checkpoint, by a policy. */
export interface CheckpointVerdict {
  readonly cosignatures: readonly Cosignature<PolicyWitness>[];
  /** False where the policy asks for no witness: then nobody but the log itself vouches for it. */
  readonly isWitnessed: boolean;
}

/**
 * Checks a checkpoint by a policy: signed by a log that it names, cosigned by a quorum of its witnesses.
 * Throws `unknownLog`, `noteUnsigned`, `noteSignatureWrong`, `witnessesMissing`.
 */
export function judgeCheckpoint({ origin, note }: Checkpoint, policy: Policy): CheckpointVerdict {
  const keys = policy.logs.filter(({ name }) => name === origin);
  if (keys.length === 0) throw new ProofFault('unknownLog', { origin });
  if (signersOf(note, keys).length === 0) throw new ProofFault('noteUnsigned', { origin });
  const cosignatures = cosignaturesOf(note, policy.witnesses);
  const labels = new Set(cosignatures.map(({ witness }) => witness.label));
  if (!policy.isQuorum(labels)) throw new ProofFault('witnessesMissing', { seen: labels.size });
  return { cosignatures, isWitnessed: policy.needsWitnesses };
}
