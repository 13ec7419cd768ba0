import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useNow } from '../api/use-server.ts';
import { useTexts } from '../text/language.ts';

interface CamerasProps {
  readonly site: SiteAnswer;
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** Every camera with its latest frame; choosing one shows its film. */
export function Cameras({ site, chosen, onChoose }: CamerasProps) {
  const { text } = useTexts();
  const several = site.cameras.length > 1;
  return (
    <section aria-labelledby="cameras-title">
      <h2 id="cameras-title">{several ? text.cameras : text.latestFrame}</h2>
      <ul class={several ? 'cameras several' : 'cameras'}>
        {site.cameras.map((camera) => (
          <li key={camera.name} class={several && camera.name === chosen ? 'camera chosen' : 'camera'}>
            <Picture camera={camera} />
            {several ? (
              <button type="button" aria-pressed={camera.name === chosen} onClick={() => onChoose(camera.name)}>
                {camera.title}
              </button>
            ) : (
              <strong>{camera.title}</strong>
            )}
            <Facts camera={camera} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Picture({ camera }: { camera: CameraAnswer }) {
  const { text } = useTexts();
  if (!camera.latest) return <div class="no-picture">{text.noFramesTitle}</div>;
  const { f, width, height } = camera.latest;
  return (
    <a href={`api/frames/${f}.jpg`} target="_blank" rel="noopener" title={text.openPicture}>
      <img src={`api/frames/${f}/thumbnail.jpg`} width={width} height={height} alt={text.latestFrameOf(camera.title)} />
    </a>
  );
}

function Facts({ camera }: { camera: CameraAnswer }) {
  const { text, format } = useTexts();
  const now = useNow();
  const { latest, frames, firstDay, lastDay } = camera;
  if (!latest || firstDay === null || lastDay === null) return null;
  const flags = latest.flags.map((flag) => text.flags[flag] ?? flag);
  if (latest.timeQuality === 'uncertain') flags.push(text.uncertainTime);
  return (
    <div class="camera-facts">
      <span class="ago" title={`${format.date(latest.observedAt)} ${format.time(latest.observedAt)}`}>
        {format.ago(latest.observedAt, now) ?? text.justNow}
      </span>
      {flags.length > 0 && <span class="flag">{flags.join(', ')}</span>}
      <span>
        {text.frames(format.number(frames))}, {text.since(format.day(firstDay), format.day(lastDay))}
      </span>
    </div>
  );
}
