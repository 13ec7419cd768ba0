import type { CameraAnswer, KeogramAnswer, LiveMessage, SiteAnswer } from '@fieldlapse/dashboards-server';
import { useState } from 'preact/hooks';
import { filmPath } from '../../api/client.ts';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import { nearestDay, type DayFrame } from './stills.ts';

interface BeforeAfterProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  readonly onBack: () => void;
}

/** Two pictures of one camera, one over the other, with a divider to drag. */
export function BeforeAfter({ site, camera, onBack }: BeforeAfterProps) {
  const { text } = useTexts();
  const concerns = (message: LiveMessage) =>
    message.kind === 'film' && message.site === site.id && message.camera === camera.name;
  const path = filmPath(site.id, camera.name, 'season');
  const { value: keogram, problem } = useServer<KeogramAnswer>(`${path}/keogram.json`, concerns);
  const [wanted, setWanted] = useState<{ before?: string; after?: string }>({});
  const days = keogram?.columns.flatMap(({ day, f }) => (f === null ? [] : [{ day, f }])) ?? [];
  const before = nearestDay(days, wanted.before ?? days[0]?.day ?? '');
  const after = nearestDay(days, wanted.after ?? days.at(-1)?.day ?? '');
  return (
    <section class="player" aria-labelledby="stills-title" id="film" tabIndex={-1}>
      <div class="section-head">
        <h2 id="stills-title">{text.beforeAfterTitle}</h2>
        <button type="button" onClick={onBack}>
          {text.backToFilm}
        </button>
      </div>
      {problem && !keogram && (
        <p class="problem" role="alert">
          {problem.message} {problem.detail}
        </p>
      )}
      {before && after && (
        <>
          <Split before={before} after={after} shape={camera.latest ?? { width: 16, height: 9 }} />
          <div class="pair">
            {(['before', 'after'] as const).map((side) => (
              <label key={side} class="field">
                <span>{text[side]}</span>
                <input
                  type="date"
                  value={(side === 'before' ? before : after).day}
                  min={days[0]?.day}
                  max={days.at(-1)?.day}
                  onChange={(event) => setWanted({ ...wanted, [side]: event.currentTarget.value })}
                />
              </label>
            ))}
          </div>
        </>
      )}
    </section>
  );
}

interface SplitProps {
  readonly before: DayFrame;
  readonly after: DayFrame;
  readonly shape: { readonly width: number; readonly height: number };
}

function Split({ before, after, shape }: SplitProps) {
  const { text, format } = useTexts();
  const [share, setShare] = useState(50);
  const picture = ({ day, f }: DayFrame, side: string) => (
    <img
      class={side}
      src={`api/frames/${f}.jpg`}
      alt={text.pictureOf(format.day(day))}
      style={{ backgroundImage: `url(api/frames/${f}/thumbnail.jpg)` }}
    />
  );
  return (
    <div class="screen split" style={{ aspectRatio: `${shape.width} / ${shape.height}` }}>
      {picture(after, 'after')}
      <div class="clip" style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }}>
        {picture(before, 'before')}
      </div>
      <p class="day-label left">
        {text.before} · {format.day(before.day)}
      </p>
      <p class="day-label right">
        {text.after} · {format.day(after.day)}
      </p>
      <input
        type="range"
        min={0}
        max={100}
        step="any"
        value={share}
        aria-label={text.divider}
        aria-valuetext={format.percent(share / 100)}
        onInput={(event) => setShare(event.currentTarget.valueAsNumber)}
      />
      <i class="divider" style={{ left: `${share}%` }} aria-hidden="true" />
    </div>
  );
}
