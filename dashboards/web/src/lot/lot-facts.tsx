import type { AboutLotAnswer } from '@fieldlapse/dashboards-server';
import type { ProofLanguage } from '@fieldlapse/proof';
import { lotTexts, numberText, timeText } from './lot-text.ts';
import { listAt, numberAt, textAt, type Told } from './told.ts';

interface LotFactsProps {
  readonly about: AboutLotAnswer;
  /** Whether the page shows a picture of the lot. */
  readonly isPictured: boolean;
  readonly told: readonly Told[];
  readonly language: ProofLanguage;
}

/** The items that have to be public [Circular 02/2024/TT-BKHCN]; those that nobody stated say so. */
export function LotFacts({ about, isPictured, told, language }: LotFactsProps) {
  const text = lotTexts[language];
  const planted = valid(told, 'planting')[0];
  const harvest = valid(told, 'harvest')[0];
  const certificates = listAt(harvest?.event, 'certificationInfo').map(String);
  const tests = valid(told, 'labTest').map(({ event }) => textAt(event, 'bizTransactionList', 0, 'bizTransaction'));
  const kilograms = numberAt(harvest?.event, 'outputQuantityList', 0, 'quantity');
  const { producer } = about;
  const days = [planted?.at, harvest?.at].filter((at) => at !== undefined).map((at) => timeText(at, language, false));
  const rows: readonly (readonly [string, string | undefined])[] = [
    [text.product, productOf(about, planted)],
    [text.image, isPictured ? text.imageAbove : undefined],
    [text.producer, producer ? producer.name + (producer.standsIn ? ` (${text.standsIn})` : '') : text.unnamed],
    [text.address, producer?.address ?? undefined],
    [text.place, placeOf(planted ?? harvest)],
    [text.area, textAt(planted?.event, 'ilmd', 'agri:plantingAreaCode')],
    [text.traceCode, `(01) ${about.gtin} (10) ${about.lot}`],
    [text.produced, days.length > 0 ? days.join(' – ') : undefined],
    [text.quantity, kilograms === undefined ? undefined : `${numberText(kilograms, language)} kg`],
    [text.brand, textAt(harvest?.event, 'ilmd', 'agri:brand')],
    [text.bestBefore, dayOf(textAt(harvest?.event, 'ilmd', 'agri:bestBefore'), language)],
    [text.standards, [...certificates, ...tests].filter(Boolean).join(', ') || undefined],
    [text.origin, textAt((planted ?? harvest)?.event, 'ilmd', 'cbvmda:countryOfOrigin')],
  ];
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{text.facts}</h2>
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={value === undefined ? 'none' : ''}>{value ?? text.noneStated}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What people did with the lot, each with the codes of product and place and with its time [Circular 02/2024/TT-BKHCN]. */
export function Stages({ about, told, language }: Omit<LotFactsProps, 'isPictured'>) {
  const text = lotTexts[language];
  const stages = valid(told, 'planting', 'labTest', 'harvest', 'packing', 'shipping', 'sale');
  return (
    <section aria-labelledby="stages">
      <h2 id="stages">{text.stages}</h2>
      <ul class="rows">
        {stages.map((stage) => {
          // Units that are shipped are named by numbers of their own: they hold this lot.
          const gtin = gtinOf(stage) ?? (stage.chain === 0 ? about.gtin : undefined);
          const gln = placeOf(stage);
          return (
            <li key={`${stage.chain}/${stage.seq}`}>
              <time>{timeText(stage.at, language)}</time>
              <div>
                <strong>{text.kinds[stage.kind]}</strong>
                <span>{[gtin && `GTIN ${gtin}`, gln && `GLN ${gln}`].filter(Boolean).join(' · ')}</span>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** What was not declared wrong. */
export const valid = (told: readonly Told[], ...kinds: readonly Told['kind'][]): Told[] =>
  told.filter(({ kind, isWrong }) => kinds.includes(kind) && !isWrong);

/** As the farm calls it, with the name of the plant. */
export function productOf({ subject }: AboutLotAnswer, planted: Told | undefined): string | undefined {
  const names = [
    subject ?? undefined,
    textAt(planted?.event, 'ilmd', 'agri:variety'),
    textAt(planted?.event, 'ilmd', 'agri:species'),
  ];
  return [...new Set(names.filter((name) => name !== undefined))].join(' · ') || undefined;
}

const gtinOf = ({ event }: Told): string | undefined =>
  ['outputQuantityList', 'childQuantityList', 'quantityList']
    .flatMap((list) => /\/01\/(\d{14})/.exec(textAt(event, list, 0, 'epcClass') ?? '')?.[1] ?? [])
    .at(0);

const placeOf = (told: Told | undefined): string | undefined =>
  /\/414\/(\d{13})/.exec(textAt(told?.event, 'readPoint', 'id') ?? '')?.[1];

const dayOf = (day: string | undefined, language: ProofLanguage): string | undefined =>
  day === undefined ? undefined : timeText(day, language, false);
