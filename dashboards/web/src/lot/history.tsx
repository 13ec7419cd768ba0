import type { ProofLanguage } from '@fieldlapse/proof';
import { valid } from './lot-facts.tsx';
import { lotTexts, numberText, timeText, type LotText } from './lot-text.ts';
import { listAt, numberAt, textAt, type Told } from './told.ts';

interface PartProps {
  readonly told: readonly Told[];
  readonly language: ProofLanguage;
}

/** Each alert with its edges, and what people did about it; of one that never was, what they did while they believed it. */
export function Alerts({ told, language }: PartProps) {
  const text = lotTexts[language];
  const answers = told.filter(({ event, isWrong }) => !isWrong && textAt(event, 'agri:inResponseTo') !== undefined);
  const answersTo = (id: string) => answers.filter(({ event }) => textAt(event, 'agri:inResponseTo') === id);
  const all = Map.groupBy(
    told.filter(({ kind }) => kind === 'alert'),
    ({ event }) => textAt(event, 'agri:alarm', 'agri:id') ?? '',
  );
  const alerts = [...all].filter(([id, edges]) => valid(edges, 'alert').length > 0 || answersTo(id).length > 0);
  return (
    <section aria-labelledby="alerts">
      <h2 id="alerts">{text.alerts}</h2>
      {alerts.length === 0 && <p class="note">{text.noAlerts}</p>}
      <ul class="rows">
        {alerts.map(([id, edges]) => {
          const [own, standing] = [answersTo(id), valid(edges, 'alert')];
          return (
            <li key={id}>
              <time>{timeText((standing[0] ?? edges[0]!).at, language, false)}</time>
              <div>
                <strong>{alertName(edges[0]!, language)}</strong>
                <span>{standing.map((edge) => edgeText(edge, language, text)).join(' · ') || text.withdrawn}</span>
                <span class="answer">
                  {own.length === 0
                    ? text.noAnswer
                    : `${text.answers}: ${own.map((one) => answerText(one, language, text)).join('; ')}`}
                </span>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function answerText({ kind, at, event }: Told, language: ProofLanguage, text: LotText): string {
  const words = textAt(event, 'agri:answer', 'agri:words');
  return `${text.kinds[kind]} ${timeText(at, language)}${words === undefined ? '' : ` (${words})`}`;
}

/** What people call the alert; records of before hold only the id of its rule, as do those whose name may not be told. */
function alertName({ event }: Told, language: ProofLanguage): string {
  const name = textAt(event, 'agri:alarm', language === 'vi' ? 'agri:nameVi' : 'agri:nameEn');
  if (name !== undefined) return name;
  const rule = textAt(event, 'sensorElementList', 0, 'sensorMetadata', 'bizRules') ?? '';
  return decodeURIComponent(rule.slice(rule.lastIndexOf('/') + 1)).replace(/@.*$/, '');
}

/** Its value is told where it has a unit: a bare number says nothing to a buyer. */
function edgeText({ event, at }: Told, language: ProofLanguage, text: LotText): string {
  const state = textAt(event, 'agri:alarm', 'agri:state');
  const said = state === 'raised' ? text.raised : state === 'cleared' ? text.cleared : text.severity;
  const value = numberAt(event, 'agri:alarm', 'agri:value');
  const unit = textAt(event, 'agri:alarm', 'agri:unit');
  return `${said} ${timeText(at, language)}${value === undefined || unit === undefined ? '' : ` (${numberText(value, language)}\u00a0${unit})`}`;
}

/** Everything in order, with what was corrected and what came after the label. */
export function History({ told, language }: PartProps) {
  const text = lotTexts[language];
  return (
    <section aria-labelledby="timeline">
      <details class="history">
        <summary>
          <h2 id="timeline">{text.timeline}</h2> <span class="count">{told.length}</span>
        </summary>
        <ol>
          {told.map((one) => (
            <li key={`${one.chain}/${one.seq}`} class={one.isWrong ? 'wrong' : ''}>
              <time>{one.at === '' ? '—' : timeText(one.at, language)}</time>
              <span>
                {text.kinds[one.kind]}
                <small>{detailOf(one, language, text)}</small>
                {one.isWrong && <em>{text.wrong}</em>}
                {one.isAfterLabel && <em>{text.afterLabel}</em>}
              </span>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function detailOf({ kind, event }: Told, language: ProofLanguage, text: LotText): string {
  const kilograms = (list: string) => {
    const quantity = numberAt(event, list, 0, 'quantity');
    return quantity === undefined ? '' : `${numberText(quantity, language)} kg`;
  };
  if (kind === 'installation') return text.devices(listAt(event, 'childEPCs').length);
  if (kind === 'plantProtection' || kind === 'fertiliser') return textAt(event, 'agri:treatment', 'agri:product') ?? '';
  if (kind === 'answer') return textAt(event, 'agri:answer', 'agri:words') ?? '';
  if (kind === 'harvest') return kilograms('outputQuantityList');
  if (kind === 'packing') return kilograms('childQuantityList');
  if (kind === 'sale') return kilograms('quantityList');
  if (kind === 'decision')
    return [textAt(event, 'agri:resolution', 'agri:decision'), textAt(event, 'agri:resolution', 'agri:authorisedAs')].filter(Boolean).join(' — '); // prettier-ignore
  if (kind === 'irrigation') {
    const litres = numberAt(event, 'sensorElementList', 0, 'sensorReport', 0, 'value');
    return litres === undefined ? '' : `${numberText(litres, language)} ${text.litres}`;
  }
  return '';
}
