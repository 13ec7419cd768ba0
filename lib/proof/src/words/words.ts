import type { StepName, StepOutcome } from '../bundle/step.ts';
import type { Verdict } from '../bundle/verify.ts';
import type { Reason, ReasonCode } from '../fault.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

/** The sentences of a language; `{name}` stands for a value of the reason. */
export interface Words {
  readonly verdicts: Readonly<Record<Verdict, { readonly title: string; readonly text: string }>>;
  readonly states: Readonly<Record<StepOutcome['state'], string>>;
  readonly steps: Readonly<Record<StepName, string>>;
  readonly reasons: Readonly<Record<ReasonCode, string>>;
}

export const words = { vi, en } as const;
export type ProofLanguage = keyof typeof words;

/** A reason as a sentence. */
export function sayReason({ code, values }: Reason, language: ProofLanguage): string {
  return words[language].reasons[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '?'));
}
