import type { ProofLanguage } from '@fieldlapse/proof';
import { valid } from './lot-facts.tsx';
import { lotTexts, numberText, timeText } from './lot-text.ts';
import { listAt, numberAt, textAt, valueAt, type Told } from './told.ts';

interface PartProps {
  readonly told: readonly Told[];
  readonly language: ProofLanguage;
}

const dayMs = 86_400_000;
const dayNumber = (at: string): number => Date.parse(at.slice(0, 10)) / dayMs;
const chart = { width: 480, height: 180, left: 54, bottom: 26, top: 10 };

/** Covers, the one that says most of growth first: models tell plants from soil, and not all of them green from ripe. */
const covers = ['green-cover', 'plant-cover', 'crop-cover'] as const;

function coverPoints(told: readonly Told[], feature: string) {
  return valid(told, 'growth').flatMap(({ at, event }) => {
    const reports = listAt(event, 'sensorElementList', 0, 'sensorReport');
    const value = numberAt(
      reports.find((one) => textAt(one, 'agri:feature') === feature),
      'value',
    );
    return value === undefined ? [] : [{ at, day: dayNumber(at), value }];
  });
}

/** The cover that most days have, as it was measured and recorded; days without a usable picture are gaps. */
export function GrowthCurve({ told, language }: PartProps) {
  const text = lotTexts[language];
  const curves = covers.map((cover) => ({ cover, points: coverPoints(told, cover) }));
  const { cover, points } = curves.reduce((best, one) => (one.points.length > best.points.length ? one : best));
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return null;
  const x = (day: number) =>
    chart.left + ((day - first.day) / Math.max(1, last.day - first.day)) * (chart.width - chart.left - 8);
  const y = (value: number) => chart.top + (1 - value / 100) * (chart.height - chart.bottom - chart.top);
  const line = points.map(({ day, value }, at) => {
    const isNext = at > 0 && day - points[at - 1]!.day <= 3;
    return `${isNext ? 'L' : 'M'}${x(day).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  const method = textAt(valid(told, 'growth').at(-1)?.event, 'sensorElementList', 0, 'sensorMetadata', 'agri:method');
  return (
    <section aria-labelledby="growth">
      <h2 id="growth">{text.growth}</h2>
      <svg class="curve" viewBox={`0 0 ${chart.width} ${chart.height}`} role="img" aria-labelledby="growth-note">
        {[0, 50, 100].map((percent) => (
          <g key={percent}>
            <line x1={chart.left} x2={chart.width} y1={y(percent)} y2={y(percent)} />
            <text x={chart.left - 6} y={y(percent) + 4} text-anchor="end">
              {percent} %
            </text>
          </g>
        ))}
        <path d={line.join('')} />
        {points.map(({ day, value }) => (
          <circle key={day} cx={x(day)} cy={y(value)} r="2.5" />
        ))}
        <text x={chart.left} y={chart.height - 4}>
          {timeText(first.at, language, false)}
        </text>
        <text x={chart.width} y={chart.height - 4} text-anchor="end">
          {timeText(last.at, language, false)}
        </text>
      </svg>
      <p id="growth-note" class="note">
        {text.growthNote(text.covers[cover], points.length, method ?? '')}
      </p>
    </section>
  );
}

/** What was sprayed and spread, and how long before the harvest. */
export function Treatments({ told, language }: PartProps) {
  const text = lotTexts[language];
  const treatments = valid(told, 'plantProtection', 'fertiliser');
  const harvestedAt = valid(told, 'harvest')[0]?.at;
  return (
    <section aria-labelledby="treatments">
      <h2 id="treatments">{text.treatments}</h2>
      {treatments.length === 0 && <p class="note">{text.noTreatments}</p>}
      <ul class="rows">
        {treatments.map(({ at, event, kind, seq }) => {
          const dose = numberAt(event, 'agri:treatment', 'agri:dose');
          const days = numberAt(event, 'agri:treatment', 'agri:preHarvestIntervalDays') ?? 0;
          const before = harvestedAt === undefined ? undefined : dayNumber(harvestedAt) - dayNumber(at);
          const details = [
            textAt(event, 'agri:treatment', 'agri:activeIngredient'),
            dose === undefined
              ? undefined
              : `${numberText(dose, language, 3)} ${unitText(textAt(event, 'agri:treatment', 'agri:doseUnit'), text.litres)}`,
            textAt(event, 'agri:treatment', 'agri:targetPest'),
            days > 0 ? text.interval(days) : undefined,
            before !== undefined && before >= 0 ? text.beforeHarvest(before) : undefined,
          ];
          return (
            <li key={`${seq}`} class={before !== undefined && before >= 0 && before < days ? 'early' : ''}>
              <time>{timeText(at, language, false)}</time>
              <div>
                <strong>{textAt(event, 'agri:treatment', 'agri:product') ?? text.kinds[kind]}</strong>
                <span>{[text.kinds[kind], ...details].filter((one) => one !== undefined).join(' · ')}</span>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const unitText = (unit: string | undefined, litres: string): string =>
  ({ LTR: litres, MLT: 'ml', KGM: 'kg', GRM: 'g' })[unit ?? ''] ?? unit ?? '';

/** How much of the time sensors watched. */
export function Coverage({ told, language }: PartProps) {
  const text = lotTexts[language];
  const days = valid(told, 'sensorDay');
  const shares = days.map(
    ({ event }) => numberAt(event, 'sensorElementList', 0, 'sensorMetadata', 'agri:coverage') ?? 0,
  );
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  const dates = new Set(days.map(({ at }) => at.slice(0, 10)));
  const temperatures = days.flatMap(({ event }) =>
    listAt(event, 'sensorElementList', 0, 'sensorReport').filter((one) => valueAt(one, 'type') === 'Temperature'),
  );
  const lows = temperatures.flatMap((one) => numberAt(one, 'minValue') ?? []);
  const highs = temperatures.flatMap((one) => numberAt(one, 'maxValue') ?? []);
  return (
    <section aria-labelledby="coverage">
      <h2 id="coverage">{text.coverage}</h2>
      <p class="note">
        {days.length === 0
          ? text.noCoverage
          : text.coverageNote(dates.size, `${numberText(mean * 100, language, 0)} %`)}
        {lows.length > 0 &&
          ` ${numberText(Math.min(...lows), language)} … ${numberText(Math.max(...highs), language)} °C.`}
      </p>
    </section>
  );
}
