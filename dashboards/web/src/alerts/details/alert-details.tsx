import type { AlertAnswer, LiveMessage, OneAlertAnswer } from '@fieldlapse/dashboards-server';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import { historyOf, momentWords } from '../alert-words.ts';
import { CourseChart } from './course-chart.tsx';
import { Decide } from './decide.tsx';

type Frames = OneAlertAnswer['evidence']['frames'][number];

/** Why it was raised, what the camera saw, where the threshold comes from, what happened since, and who takes it on. */
export function AlertDetails({ alert: { alert, site, state } }: { alert: AlertAnswer }) {
  const { text, format } = useTexts();
  const concerns = (message: LiveMessage) =>
    (message.kind === 'alert' || message.kind === 'readings') && message.site === site;
  const { value, problem } = useServer<OneAlertAnswer>(`api/alerts/${alert}`, concerns);
  if (problem) return <p class="problem">{`${problem.message} ${problem.detail}`}</p>;
  if (!value) return <p class="loading">{text.loading}</p>;
  const { evidence } = value;
  return (
    <div class="alert-details">
      {state === 'standing' && <Decide alert={value} />}
      {evidence.series.map((course) => (
        <CourseChart key={`${course.sensor}/${course.quantity}`} course={course} alert={value} />
      ))}
      {evidence.frames.map((frames) => (
        <BeforeAfter key={frames.camera} frames={frames} />
      ))}
      <h4>{text.alertHistory}</h4>
      <ul class="alert-history">
        {historyOf(value, text, format).map(({ at, words }) => (
          <li key={`${at} ${words}`}>
            <time>{momentWords(at, format)}</time> {words}
          </li>
        ))}
      </ul>
      <h4>{text.alertSource}</h4>
      <p class="source">{value.source}</p>
      {state !== 'standing' && value.unverified && <p class="source">{text.alertUnverified}</p>}
    </div>
  );
}

function BeforeAfter({ frames: { title, before, after } }: { frames: Frames }) {
  const { text, format } = useTexts();
  const shown = [
    { frame: before, words: text.frameBefore },
    { frame: after, words: text.frameAfter },
  ];
  return (
    <div class="before-after-frames">
      {shown.map(
        ({ frame, words }) =>
          frame && (
            <figure key={words}>
              <a href={`api/frames/${frame.f}.jpg`} target="_blank" rel="noopener" title={text.openPicture}>
                <img
                  src={`api/frames/${frame.f}/thumbnail.jpg`}
                  width={frame.width}
                  height={frame.height}
                  alt={`${title}: ${words}`}
                />
              </a>
              <figcaption>{`${title}, ${words} ${momentWords(frame.observedAt, format)}`}</figcaption>
            </figure>
          ),
      )}
    </div>
  );
}
