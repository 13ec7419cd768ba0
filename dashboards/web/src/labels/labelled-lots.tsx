import type { LabelledLotsAnswer } from '@fieldlapse/dashboards-server';
import { useServer } from '../api/use-server.ts';
import { useTexts } from '../text/language.ts';

/** The lots that buyers can open, each as whoever scans its label sees it; nothing where the farm has none. */
export function LabelledLots({ site }: { readonly site: string }) {
  const { text } = useTexts();
  const { value } = useServer<LabelledLotsAnswer>(`api/sites/${site}/lots`, ({ kind }) => kind === 'time');
  if (!value || value.lots.length === 0) return null;
  return (
    <section aria-labelledby="lots-title">
      <h2 id="lots-title">{text.labelledLots}</h2>
      <p class="calm">{text.labelledLotsLead}</p>
      <ul class="labelled">
        {value.lots.map(({ gtin, lot, head }) => (
          <li key={`${gtin}/${lot}`}>
            <a href={`01/${gtin}/10/${encodeURIComponent(lot)}#h=${head}`}>{lot}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
