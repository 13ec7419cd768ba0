import { sayReason, type ProofLanguage } from '@fieldlapse/proof';
import { useState } from 'preact/hooks';
import type { GivenPolicy } from './given.ts';
import type { texts } from './text.ts';

interface PolicyPanelProps {
  readonly text: (typeof texts)['vi'];
  readonly language: ProofLanguage;
  readonly policy: GivenPolicy;
  readonly isPinned: boolean;
  onText(text: string): void;
}

/** Whose keys count: those that are part of the page, or those that the reader pastes. */
export function PolicyPanel({ text, language, policy, isPinned, onText }: PolicyPanelProps) {
  const [isEditing, setEditing] = useState(!isPinned);
  const { trusted, fault } = policy;
  return (
    <section class="policy">
      <h2>{text.policy}</h2>
      <p>{isPinned && !isEditing ? text.pinned : text.paste}</p>
      {trusted && (
        <ul>
          {trusted.policy.logs.map(({ name }) => (
            <li key={name}>
              <em>{text.log}</em> {name}
            </li>
          ))}
          {trusted.policy.witnesses.map(({ name }) => (
            <li key={name}>
              <em>{text.witness}</em> {name}
            </li>
          ))}
          {!trusted.policy.needsWitnesses && <li class="warning">{text.nobody}</li>}
        </ul>
      )}
      {isEditing ? (
        <textarea
          rows={4}
          spellcheck={false}
          aria-label={text.paste}
          value={policy.text}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
      ) : (
        <button type="button" onClick={() => setEditing(true)}>
          {text.change}
        </button>
      )}
      {fault && <p class="fault">{sayReason(fault, language)}</p>}
    </section>
  );
}
