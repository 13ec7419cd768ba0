import {
  sayReason,
  words,
  type ProofLanguage,
  type Reason,
  type StepOutcome,
  type Verification,
} from '@fieldlapse/proof';
import type { Given } from './given.ts';
import { Timeline } from './timeline.tsx';
import { texts } from './text.ts';

const signs: Record<StepOutcome['state'], string> = { ok: '✓', failed: '✕', notChecked: '?' };
const verdictSigns = { green: '✓', amber: '!', red: '✕' } as const;

interface ResultProps {
  readonly done: { readonly verification: Verification; readonly tookMs: number };
  readonly codeFault: Reason | undefined;
  readonly given: Given;
  readonly language: ProofLanguage;
}

/** What came of checking, with what the record says. */
export function Result({ done: { verification, tookMs }, codeFault, given, language }: ResultProps) {
  const { verdict, steps, bundle, chains } = verification;
  const text = texts[language];
  return (
    <section class="result" aria-live="polite">
      <VerdictBar verdict={verdict} language={language} />
      {bundle && (
        <p class="lot">
          {text.lot} <strong>{bundle.lot}</strong> · GTIN {bundle.gtin}
        </p>
      )}
      {codeFault && <p class="fault">{sayReason(codeFault, language)}</p>}
      <Steps steps={steps} language={language} />
      {chains && <Timeline chains={chains} language={language} />}
      <p class="took">
        {text.checkedIn(tookMs)}
        {given.files.length > 0 && ` · ${given.files.map(({ name }) => name).join(', ')}`}
      </p>
    </section>
  );
}

/** The verdict in colour, sign and words. */
export function VerdictBar({
  verdict,
  language,
}: Pick<Verification, 'verdict'> & { readonly language: ProofLanguage }) {
  const said = words[language].verdicts[verdict];
  return (
    <div class={`verdict ${verdict}`} data-verdict={verdict}>
      <span aria-hidden="true">{verdictSigns[verdict]}</span>
      <div>
        <h2>{said.title}</h2>
        <p>{said.text}</p>
      </div>
    </div>
  );
}

/** Each step with its reasons. */
export function Steps({ steps, language }: Pick<Verification, 'steps'> & { readonly language: ProofLanguage }) {
  const said = words[language];
  return (
    <ol class="steps">
      {steps.map(({ step, state, reasons }) => (
        <li key={step} class={state} data-step={step}>
          <span class="sign" aria-hidden="true">
            {signs[state]}
          </span>
          <div>
            <h3>
              {said.steps[step]} <small>{said.states[state]}</small>
            </h3>
            {reasons.map((one, at) => (
              <p key={at}>{sayReason(one, language)}</p>
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
