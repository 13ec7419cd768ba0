import { FieldlapseError, type ErrorCode } from '@fieldlapse/contracts';
import type { PolicyWitness } from '@fieldlapse/proof';
import { sleep, type Logger, type Running } from '@fieldlapse/runtime';
import type { ConfirmedLog } from '../log/open-log.ts';
import { askWitness } from './witness-client.ts';

type ReachableWitness = PolicyWitness & { readonly url: string };

/** What a witness, or an anchor, said when the log started: `agrees`, or why nobody knows. */
export interface WitnessReport {
  readonly witness: string;
  readonly state: 'agrees' | 'notChecked';
  readonly why?: string;
}

/**
 * Asks every witness at the start, before anything is appended. Throws `LOG_BEHIND_WITNESS` and `LOG_FORKED`: what none of
 * the copies here could tell. One that does not answer is reported as not checked.
 */
export async function checkWithWitnesses(
  log: ConfirmedLog,
  witnesses: readonly PolicyWitness[],
  signal?: AbortSignal,
): Promise<WitnessReport[]> {
  return Promise.all(
    witnesses.map(async (witness): Promise<WitnessReport> => {
      if (!isReachable(witness))
        return { witness: witness.name, state: 'notChecked', why: 'the policy has no address' };
      try {
        const { size, signature } = await askWitness(witness, log, signal);
        await log.addSignatures(size, [signature]);
        return { witness: witness.name, state: 'agrees' };
      } catch (error) {
        if (!(error instanceof FieldlapseError) || error.code !== 'WITNESS_UNREACHABLE') throw error;
        return { witness: witness.name, state: 'notChecked', why: error.message };
      }
    }),
  );
}

const isReachable = (witness: PolicyWitness): witness is ReachableWitness => witness.url !== undefined;
const pauseMs = 1000;
const retryMs = 30_000;
const refusing: ReadonlySet<ErrorCode> = new Set(['LOG_BEHIND_WITNESS', 'LOG_FORKED']);

/** Witnesses that are shown the head as it moves on. */
export interface WitnessRounds extends Running {
  /** Why the log must not go on: a witness has seen more of it, or another history, and has not cosigned since. */
  refusal(): FieldlapseError | undefined;
}

/** Shows witnesses each new head, within a second or so of its signing; one that did not cosign is asked again later. */
export function startWitnessRounds(
  log: ConfirmedLog,
  witnesses: readonly PolicyWitness[],
  logger: Logger,
): WitnessRounds {
  const stop = new AbortController();
  const refusals = new Map<string, FieldlapseError>();

  async function follow(witness: ReachableWitness): Promise<void> {
    let seen = -1;
    while (!stop.signal.aborted) {
      let waitMs = pauseMs;
      try {
        if (seen !== log.head().size) {
          const { size, signature } = await askWitness(witness, log, stop.signal);
          await log.addSignatures(size, [signature]);
          seen = size;
          refusals.delete(witness.name);
        }
      } catch (error) {
        if (error instanceof FieldlapseError && refusing.has(error.code)) refusals.set(witness.name, error);
        if (!stop.signal.aborted) logger.warn({ error, witness: witness.name }, 'a witness did not cosign');
        waitMs = retryMs;
      }
      await sleep(waitMs, stop.signal).catch(() => {});
    }
  }

  const running = Promise.all(witnesses.filter(isReachable).map(follow));
  return {
    refusal: () => [...refusals.values()][0],
    async close() {
      stop.abort(new Error('closed'));
      await running;
    },
  };
}
