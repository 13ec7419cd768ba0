import type { GrowthAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../../text/language.ts';
import { transitionMarks } from './chart-shape.ts';

/** What the curve says in words: the dates of change, how it stands against others, the stage and the next one. */
export function GrowthFacts({ growth }: { growth: GrowthAnswer }) {
  const { text, format } = useTexts();
  const { stage, forecast, comparison } = growth;
  const between = (day: string, low: string | null, high: string | null) =>
    low === null || high === null || (low === day && high === day)
      ? format.day(day)
      : `${format.day(day)} (${format.day(low)} – ${format.day(high)})`;
  const marks = transitionMarks(growth);
  return (
    <ul class="growth-facts">
      {marks.map(({ day, low, high, percent, rising, provisional }) => (
        <li key={`${day} ${percent} ${rising}`}>
          {(rising ? text.growthRose : text.growthFell)(`${percent} %`)} <strong>{between(day, low, high)}</strong>
          {provisional && ` · ${text.growthProvisional}`}
        </li>
      ))}
      {comparison && comparison.verdict !== 'unknown' && comparison.days !== null && (
        <li class={comparison.verdict === 'behind' ? 'behind' : undefined}>
          {text.growthAgainst[comparison.verdict](format.number(Math.abs(comparison.days)))}
        </li>
      )}
      {stage && 'bbch' in stage && <li>{text.growthStage(codeOf(stage.bbch), format.day(stage.since))}</li>}
      {forecast && 'bbch' in forecast && (
        <li>{text.growthForecast(codeOf(forecast.bbch), between(forecast.day, forecast.low, forecast.high))}</li>
      )}
    </ul>
  );
}

const codeOf = (bbch: number): string => `BBCH ${String(bbch).padStart(2, '0')}`;
