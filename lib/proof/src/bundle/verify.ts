import { attempt, ProofFault, reason, type Reason } from '../fault.ts';
import { parseCheckpoint, type Checkpoint } from '../note/checkpoint.ts';
import { parseEntry } from '../record/entry.ts';
import { parseBundle, type LotBundle } from './lot-bundle.ts';
import { labelInHand } from './label-in-hand.ts';
import type { LabelCode } from './qr.ts';
import { checkAttachments, type HeldFile } from './steps/attachments.ts';
import { checkChains } from './steps/chains.ts';
import { checkContradictions } from './steps/contradictions.ts';
import { checkEntries } from './steps/entries.ts';
import { checkInclusion } from './steps/inclusion.ts';
import { checkLabel } from './steps/label.ts';
import { checkPolicy, type TrustedPolicy } from './steps/policy.ts';
import {
  failed,
  notChecked,
  outcomeOf,
  stepNames,
  type ReadChain,
  type StepName,
  type StepOutcome,
  type StepResult,
} from './step.ts';

/** What the reader brings: without it the step that needs it says that it was not checked. */
export interface VerifyOptions {
  readonly trusted?: TrustedPolicy;
  /** From the QR code on the package, not from the page that gave the bundle. */
  readonly code?: Partial<LabelCode>;
  readonly files?: readonly HeldFile[];
}

/**
 * `red`: something is wrong. `green`: policy with witnesses, entries, inclusion, chains and label are all right.
 * `amber`: nothing is wrong, but not all of these could be checked.
 */
export type Verdict = 'green' | 'amber' | 'red';

export interface Verification {
  readonly verdict: Verdict;
  readonly steps: readonly StepResult[];
  readonly bundle?: LotBundle;
  /** Entries by chain, to show them; absent where one could not be read. */
  readonly chains?: readonly ReadChain[];
  /** Place in the first chain of the label that the reader holds; absent where there is none. */
  readonly labelSeq?: number;
}

/** Steps that must be ok for green. */
const essential: readonly StepName[] = ['policy', 'entries', 'inclusion', 'chains', 'label'];

/** Verifies a `lot.json`, step by step. Never throws for what it holds: a text that is none fails the first step. */
export function verifyBundle(text: string, options: VerifyOptions = {}): Verification {
  const read = attempt(() => parseBundle(text));
  if ('fault' in read) return unreadable(read.fault);
  const bundle = read.value;
  const chains = attempt(() => readChains(bundle));
  const head = attempt(() => parseCheckpoint(bundle.checkpoint));
  const labelSeq = 'fault' in chains ? undefined : labelInHand(bundle, chains.value[0]!, options.code);
  const withChains = (step: (chains: readonly ReadChain[]) => StepOutcome): StepOutcome =>
    'fault' in chains ? notChecked(chains.fault) : step(chains.value);
  const withHead = (step: (checkpoint: Checkpoint) => StepOutcome): StepOutcome =>
    'fault' in head ? failed(head.fault) : step(head.value);
  const checks: Record<StepName, () => StepOutcome> = {
    policy: () => withHead((checkpoint) => checkPolicy(checkpoint, options.trusted, bundle.policyHash)),
    entries: () => ('fault' in chains ? failed(chains.fault) : checkEntries(chains.value)),
    inclusion: () => withHead((checkpoint) => withChains((all) => checkInclusion(checkpoint, all))),
    chains: () => withChains((all) => checkChains(all, bundle.currentHead, labelSeq)),
    label: () => withChains(([own]) => checkLabel(bundle, own!, options.code, labelSeq)),
    attachments: () => withChains((all) => checkAttachments(bundle.attachments, all, options.files ?? [])),
    devices: () => notChecked(reason('devicesUnsigned')),
    contradictions: () => withChains(checkContradictions),
  };
  const steps = stepNames.map((step) => ({ step, ...outcomeOf(checks[step]) }));
  return {
    ...{ verdict: verdictOf(steps), steps, bundle },
    ...('value' in chains && { chains: chains.value }),
    ...(labelSeq !== undefined && { labelSeq }),
  };
}

function verdictOf(steps: readonly StepResult[]): Verdict {
  if (steps.some(({ state }) => state === 'failed')) return 'red';
  return steps.every(({ step, state }) => state === 'ok' || !essential.includes(step)) ? 'green' : 'amber';
}

function readChains({ chains }: LotBundle): ReadChain[] {
  return chains.map(({ lotTag, entries }, chain) => ({
    lotTag,
    entries: entries.map((own, place) => {
      const parsed = attempt(() => parseEntry(own.entry));
      if ('fault' in parsed) throw new ProofFault(parsed.fault.code, { chain, seq: place });
      return { ...own, text: own.entry, entry: parsed.value };
    }),
  }));
}

function unreadable(fault: Reason): Verification {
  const steps = stepNames.map((step): StepResult => ({ step, state: 'notChecked', reasons: [] }));
  return { verdict: 'red', steps: [{ step: 'policy', state: 'failed', reasons: [fault] }, ...steps.slice(1)] };
}
