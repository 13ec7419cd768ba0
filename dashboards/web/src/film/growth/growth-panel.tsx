import type { CameraAnswer, GrowthAnswer, LiveMessage, MetricsAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import type { FrameTime, Span } from '../stage/position.ts';
import { GrowthChart } from './growth-chart.tsx';
import { GrowthChoice, type Choice } from './growth-choice.tsx';
import { GrowthFacts } from './growth-facts.tsx';
import { dayWords, newestWords } from './growth-words.ts';
import { MethodNote } from './method-note.tsx';

interface GrowthPanelProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  /** The axis of the film above. */
  readonly span: Span;
  readonly at: FrameTime;
  /** Moves the film to a local day. */
  readonly onDay: (day: string) => void;
}

const mainArea = 'roi';

/** How the crop grows, in numbers under its film: the curve on the film's axis, today in words, and how sure that is. */
export function GrowthPanel({ site, camera, span, at, onDay }: GrowthPanelProps) {
  const { text, format, language } = useTexts();
  const [choice, setChoice] = useState<Choice>({ area: mainArea });
  const base = `api/sites/${site.id}/cameras/${camera.name}`;
  const concerns = (message: LiveMessage) =>
    message.kind === 'metric' && message.site === site.id && message.camera === camera.name;
  const { value: measured } = useServer<MetricsAnswer>(`${base}/metrics`, concerns);
  const { area, ...asked } = choice;
  const query = new URLSearchParams(Object.entries(asked)).toString();
  const growing = measured !== undefined && measured.areas.length > 0;
  const path = `${base}/growth/${area}${query && `?${query}`}`;
  const { value: growth } = useServer<GrowthAnswer>(growing ? path : undefined, concerns);
  if (!measured || (!growing && measured.refused.length === 0)) return null;
  const day = format.localDay(at);
  return (
    <section class="growth" aria-labelledby="growth-title">
      <div class="section-head">
        <h3 id="growth-title">{text.growth}</h3>
        {growth && <GrowthChoice measured={measured} growth={growth} choice={choice} onChoice={setChoice} />}
      </div>
      {growth ? (
        <>
          <p class="growth-now">{newestWords(growth, language, text, format) ?? text.growthNothing}</p>
          <GrowthChart
            growth={growth}
            span={span}
            timeZone={site.timeZone}
            day={day}
            label={text.growthChart(newestWords(growth, language, text, format) ?? growth.label[language])}
            onDay={onDay}
          />
          <ul class="growth-legend" aria-hidden="true">
            <li class="day">{text.growthLegend.day}</li>
            <li class="curve">{text.growthLegend.curve}</li>
            <li class="withheld">{text.growthLegend.withheld}</li>
          </ul>
          <p class="growth-day">{dayWords(growth, day, language, text, format) ?? ' '}</p>
          <GrowthFacts growth={growth} />
          <MethodNote method={growth.method} />
        </>
      ) : (
        <p class="none">{text.growthNothing}</p>
      )}
      <Catching measured={measured} />
    </section>
  );
}

/** How far stored frames are measured, and which models cannot be used. */
function Catching({ measured: { progress, refused } }: { measured: MetricsAnswer }) {
  const { text, format } = useTexts();
  return (
    <>
      {progress && !progress.finished && progress.total > 0 && (
        <p class="none">{text.growthProgress(format.number(progress.done), format.number(progress.total))}</p>
      )}
      {refused.map(({ name, version, message }) => (
        <p key={`${name} ${version}`} class="problem">
          {text.growthRefused(`${name} ${version}`)} {message}
        </p>
      ))}
    </>
  );
}
