import { attempt, type Reason } from '../fault.ts';
import type { BundleEntry } from './lot-bundle.ts';
import type { ReadEntry } from '../record/chain.ts';

/** The eight steps of verification, in their order. */
export const stepNames = [
  ...['policy', 'entries', 'inclusion', 'chains', 'label', 'attachments', 'devices', 'contradictions'],
] as const satisfies readonly string[];
export type StepName = (typeof stepNames)[number];

/** What came of a step, with the reasons; of one that is ok they say what was found and what else a reader should know. */
export interface StepOutcome {
  readonly state: 'ok' | 'failed' | 'notChecked';
  readonly reasons: readonly Reason[];
}

export interface StepResult extends StepOutcome {
  readonly step: StepName;
}

/** A chain of a bundle whose entries have been read. */
export interface ReadChain {
  readonly lotTag: string;
  readonly entries: readonly (ReadEntry & Omit<BundleEntry, 'entry'>)[];
}

export const ok = (...reasons: readonly Reason[]): StepOutcome => ({ state: 'ok', reasons });
export const failed = (...reasons: readonly Reason[]): StepOutcome => ({ state: 'failed', reasons });
export const notChecked = (...reasons: readonly Reason[]): StepOutcome => ({ state: 'notChecked', reasons });

/** Runs a step; a fault in it fails the step by its reason. */
export function outcomeOf(step: () => StepOutcome): StepOutcome {
  const outcome = attempt(step);
  return 'fault' in outcome ? failed(outcome.fault) : outcome.value;
}
