import { FieldlapseError } from '@fieldlapse/contracts';
import {
  equalBytes,
  judgeCheckpoint,
  parseCheckpoint,
  ProofFault,
  textOf,
  type Checkpoint,
  type Policy,
} from '@fieldlapse/proof';
import { recomputeLog } from './tiles/recompute.ts';
import { checkpointPath, type TileStore } from './tiles/tile-store.ts';

/** What a stranger finds who computes a log again. */
export interface CheckedLog {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Names of the witnesses that have seen this head, by the policy. */
  readonly witnesses: readonly string[];
  /** False where the policy asks for no witness. */
  readonly isWitnessed: boolean;
  /** Sizes of the saved checkpoints that this log continues. */
  readonly continues: readonly number[];
}

/**
 * Checks a C2SP tlog-tiles folder, of whomever it is: signature and quorum by the policy, every entry, every tile, the root,
 * and that it continues checkpoints that were saved before. Throws `LOG_MISSING`, `LOG_EDITED`, `LOG_FORKED`, `LOG_ROLLED_BACK`,
 * `PROOF_REFUSED`.
 */
export async function checkLog(
  store: Pick<TileStore, 'read'>,
  policy: Policy,
  saved: readonly string[] = [],
): Promise<CheckedLog> {
  const bytes = await store.read(checkpointPath);
  if (!bytes) throw new FieldlapseError('LOG_MISSING', 'there is no checkpoint');
  const { checkpoint, verdict } = refusing('the checkpoint', () => {
    const read = parseCheckpoint(textOf(bytes));
    return { checkpoint: read, verdict: judgeCheckpoint(read, policy) };
  });
  const older = readSaved(saved, checkpoint.origin, policy);
  const ahead = older.find(({ size }) => size > checkpoint.size);
  if (ahead)
    throw new FieldlapseError(
      'LOG_ROLLED_BACK',
      `a saved checkpoint has ${ahead.size} entries, the log ${checkpoint.size}`,
    );
  const { size, origin, root } = checkpoint;
  const { roots } = await recomputeLog(store, { size, sizes: older.map((one) => one.size) });
  if (!equalBytes(roots.get(size)!, root))
    throw new FieldlapseError('LOG_EDITED', `the entries do not lead to the signed root at ${size}`);
  for (const one of older) {
    if (!equalBytes(roots.get(one.size)!, one.root))
      throw new FieldlapseError('LOG_FORKED', `the saved checkpoint at ${one.size} is of another history`);
  }
  const witnesses = verdict.cosignatures.map(({ witness }) => witness.name);
  return { origin, size, root, witnesses, isWitnessed: verdict.isWitnessed, continues: older.map((one) => one.size) };
}

/** Checkpoints that somebody saved of the log `origin`, signed by it. Throws `PROOF_REFUSED` with the place in the list. */
export function readSaved(saved: readonly string[], origin: string, policy: Policy): Checkpoint[] {
  return saved.map((text, at) =>
    refusing(`saved checkpoint ${at + 1}`, () => {
      const checkpoint = parseCheckpoint(text);
      if (checkpoint.origin !== origin) throw new ProofFault('unknownLog', { origin: checkpoint.origin });
      // Witnesses may have been asked later: of a saved one the log's own signature is enough to prove a fork.
      judgeCheckpoint(checkpoint, { ...policy, isQuorum: () => true });
      return checkpoint;
    }),
  );
}

function refusing<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('PROOF_REFUSED', `${what}: ${cause.message}`, { cause });
  }
}
