import type { GrowthAnswer, MetricsAnswer } from '@fieldlapse/dashboards-server';
import { useTexts } from '../../text/language.ts';

/** What is shown; the best that there is where something is left open. */
export interface Choice {
  readonly area: string;
  readonly metric?: string;
  readonly method?: string;
  readonly season?: string;
}

interface GrowthChoiceProps {
  readonly measured: MetricsAnswer;
  readonly growth: GrowthAnswer;
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
}

/** Which area, which value by which method, which season; only where there is more than one. */
export function GrowthChoice({ measured, growth, choice, onChoice }: GrowthChoiceProps) {
  const { text, language } = useTexts();
  const words = (metric: string, method: string) => {
    const found = measured.areas
      .flatMap(({ methods }) => methods)
      .flatMap((one) => (one.method === method ? one.metrics : []));
    return `${found.find((one) => one.metric === metric)?.label[language] ?? metric} · ${method}`;
  };
  const now = `${growth.metric} ${growth.method.method}`;
  return (
    <div class="growth-choice">
      {measured.areas.length > 1 && (
        <select
          aria-label={text.growthArea}
          value={choice.area}
          onChange={(event) => onChoice({ area: event.currentTarget.value })}
        >
          {measured.areas.map(({ area, title }) => (
            <option key={area} value={area}>
              {title ?? (area === 'roi' ? text.growthWholeArea : area)}
            </option>
          ))}
        </select>
      )}
      {growth.choices.length > 1 && (
        <select
          aria-label={text.growthValue}
          value={now}
          onChange={(event) => {
            const [metric = '', method = ''] = event.currentTarget.value.split(' ');
            onChoice({ ...choice, metric, method });
          }}
        >
          {growth.choices.map(({ metric, method }) => (
            <option key={`${metric} ${method}`} value={`${metric} ${method}`}>
              {words(metric, method)}
            </option>
          ))}
        </select>
      )}
      {growth.seasons.length > 1 && (
        <select
          aria-label={text.growthSeason}
          value={growth.season}
          onChange={(event) => onChoice({ ...choice, season: event.currentTarget.value })}
        >
          {growth.seasons.map((season) => (
            <option key={season} value={season}>
              {season}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
