import { reason } from '../../fault.ts';
import type { Checkpoint } from '../../note/checkpoint.ts';
import { judgeCheckpoint } from '../../note/judge.ts';
import type { Policy } from '../../note/policy.ts';
import { notChecked, ok, type StepOutcome } from '../step.ts';

/** A policy and the SHA-256 of its text, base64url. */
export interface TrustedPolicy {
  readonly policy: Policy;
  readonly hash: string;
}

/** Step 1: the checkpoint is signed by a log that the reader trusts, and seen by enough witnesses. */
export function checkPolicy(
  checkpoint: Checkpoint,
  trusted: TrustedPolicy | undefined,
  namedHash?: string,
): StepOutcome {
  if (!trusted) return notChecked(reason('noPolicy'));
  const { cosignatures, isWitnessed } = judgeCheckpoint(checkpoint, trusted.policy);
  const other = namedHash !== undefined && namedHash !== trusted.hash ? [reason('policyOther')] : [];
  if (!isWitnessed) return notChecked(reason('noWitnesses', { origin: checkpoint.origin }), ...other);
  const names = cosignatures.map(({ witness }) => witness.name).join(', ');
  const firstSeenS = Math.min(...cosignatures.map(({ seenAtS }) => seenAtS));
  return ok(reason('quorumReached', { count: cosignatures.length, names, seenAtS: firstSeenS }), ...other);
}
