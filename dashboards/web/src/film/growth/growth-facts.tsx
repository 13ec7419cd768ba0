import type { GrowthAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../../text/language.ts';
import type { Formats } from '../../text/formats.ts';

type Cycle = NonNullable<GrowthAnswer['reading']>['cycles'][number];
type Dated = Cycle['transitions']['rising']['p10'];

const shares = ['p10', 'p25', 'p50'] as const;
const shareOf = { p10: 0.1, p25: 0.25, p50: 0.5 } as const;

/** What the curve says in words: the dates of change, how it stands against others, the stage and the next one. */
export function GrowthFacts({ growth }: { growth: GrowthAnswer }) {
  const { text, format } = useTexts();
  const { stage, forecast, comparison } = growth;
  return (
    <>
      {growth.reading?.cycles.map((cycle) => (
        <Transitions key={cycle.start} cycle={cycle} />
      ))}
      <ul class="growth-facts">
        {comparison && comparison.verdict !== 'unknown' && comparison.days !== null && (
          <li class={comparison.verdict === 'behind' ? 'behind' : undefined}>
            {text.growthAgainst[comparison.verdict](
              format.number(Math.abs(comparison.days)),
              text.growthOthers[othersOf(comparison)],
            )}
          </li>
        )}
        {stage && 'bbch' in stage && <li>{text.growthStage(codeOf(stage.bbch), format.day(stage.since))}</li>}
        {forecast && 'bbch' in forecast && (
          <li>
            {text.growthForecast(codeOf(forecast.bbch), format.day(forecast.day))}
            {forecast.low !== null && forecast.high !== null && ` (${spanWords(forecast.low, forecast.high, format)})`}
          </li>
        )}
      </ul>
    </>
  );
}

/** What a season was held against. */
function othersOf({ seasons, references }: NonNullable<GrowthAnswer['comparison']>) {
  if (references === 0) return 'seasons';
  return references === seasons ? 'references' : 'both';
}

/** The days on which a crop passed shares of its rise and of its fall. */
function Transitions({ cycle }: { cycle: Cycle }) {
  const { text, format } = useTexts();
  const { rising, falling } = cycle.transitions;
  const seen = shares.filter((share) => rising[share] ?? falling[share]);
  if (seen.length === 0) return null;
  return (
    <table class="growth-dates">
      <thead>
        <tr>
          <th scope="col">{text.growthShare}</th>
          <th scope="col">{text.growthRose}</th>
          <th scope="col">{text.growthFell}</th>
        </tr>
      </thead>
      <tbody>
        {seen.map((share) => (
          <tr key={share}>
            <th scope="row">{format.percent(shareOf[share])}</th>
            <DayCell dated={rising[share]} />
            <DayCell dated={falling[share]} />
          </tr>
        ))}
      </tbody>
      {cycle.provisional && <caption>{text.growthProvisional}</caption>}
    </table>
  );
}

function DayCell({ dated }: { dated: Dated }) {
  const { format } = useTexts();
  if (!dated) return <td>–</td>;
  const { day, low, high } = dated;
  return (
    <td>
      <strong>{format.shortLocalDay(day)}</strong> {low !== high && <small>({spanWords(low, high, format)})</small>}
    </td>
  );
}

function spanWords(low: string, high: string, format: Formats): string {
  return `${format.shortLocalDay(low)} – ${format.shortLocalDay(high)}`;
}

const codeOf = (bbch: number): string => `BBCH ${String(bbch).padStart(2, '0')}`;
