import type { ProofLanguage, ReadChain } from '@fieldlapse/proof';
import { texts } from './text.ts';

type ReadEntry = ReadChain['entries'][number];

/** What the record says, chain by chain, the oldest first; closed until the reader asks for it. */
export function Timeline({
  chains,
  language,
}: {
  readonly chains: readonly ReadChain[];
  readonly language: ProofLanguage;
}) {
  const text = texts[language];
  const count = chains.reduce((sum, { entries }) => sum + entries.filter(({ event }) => event).length, 0);
  return (
    <details class="timeline">
      <summary>{text.events(count)}</summary>
      {chains.toReversed().map(({ lotTag, entries }) => (
        <ol key={lotTag}>
          {entries.map((entry) => (
            <li key={entry.entry.s}>
              <span>{entry.entry.s}</span> {told(entry, language)}
            </li>
          ))}
        </ol>
      ))}
    </details>
  );
}

function told({ entry, event }: ReadEntry, language: ProofLanguage): string {
  const text = texts[language];
  if (entry.k !== 'ev') return text[entry.k];
  if (!event) return text.erased;
  const { eventTime, bizStep, type } = event;
  const step = typeof bizStep === 'string' ? bizStep.slice(bizStep.lastIndexOf('/') + 1) : String(type);
  return `${String(eventTime).slice(0, 16).replace('T', ' ')} · ${step.replaceAll('_', ' ').replaceAll('-', ' ')}`;
}
