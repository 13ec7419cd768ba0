import type { CameraAnswer, LiveMessage, SiteAnswer, TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useRef, useState } from 'preact/hooks';
import { filmPath } from '../api/client.ts';
import { useServer } from '../api/use-server.ts';
import { useTexts } from '../text/language.ts';
import { dayOfSeason, seasonOn, seasonWords } from '../text/season.ts';
import { Controls } from './controls.tsx';
import { FilmFacts } from './facts.tsx';
import { anyOverlay, noOverlays } from './overlays/choice.ts';
import { Overlays } from './overlays/overlays.tsx';
import { GrowthPanel } from './growth/growth-panel.tsx';
import { mayGrow } from './spans/span.ts';
import { SpanPicker } from './spans/span-picker.tsx';
import { cardAt, midnightOf } from './stage/cards.ts';
import { placeOf, spanOf } from './stage/position.ts';
import { createStage, type Stage, type StageState } from './stage/stage.ts';
import { Timeline } from './timeline/timeline.tsx';
import { Tools } from './tools.tsx';

interface PlayerProps {
  readonly site: SiteAnswer;
  readonly camera: CameraAnswer;
  /** `season`, `full` or a local day. */
  readonly span: string;
  /** Goes to another span or view. */
  readonly onSpan: (span: string) => void;
  /** The span has no film. */
  readonly onEmpty?: (() => void) | undefined;
}

const still: StageState = { playing: false, at: 0, following: false, waiting: true, failed: false };

/** The growth film of a camera with its timeline. */
export function Player({ site, camera, span, onSpan, onEmpty }: PlayerProps) {
  const { text, format } = useTexts();
  const path = filmPath(site.id, camera.name, span);
  const concerns = (message: LiveMessage) =>
    message.kind === 'film' && message.site === site.id && message.camera === camera.name;
  const { value: film, problem } = useServer<TimelineAnswer>(`${path}/timeline.json`, concerns);
  const screen = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>();
  const [state, setState] = useState(still);
  const [overlays, setOverlays] = useState(noOverlays);
  // Only a film that ends today will get new frames.
  const growing = mayGrow(span, camera.lastDay);
  const empty = film === undefined && problem !== undefined;

  useEffect(() => {
    if (!screen.current) return undefined;
    setState(still);
    const made = createStage(screen.current, `${path}/playlist.m3u8`, setState);
    setStage(made);
    return () => made.close();
  }, [path]);
  useEffect(() => {
    if (stage && film) stage.offer(film);
  }, [stage, film?.hash]);
  useEffect(() => {
    if (empty && problem.code === 'FILM_EMPTY') onEmpty?.();
  }, [empty]);

  const season = (at: number) => {
    const day = format.localDay(at);
    const found = seasonOn(site, camera, day);
    return found && seasonWords(text, found).short(dayOfSeason(found, day));
  };
  const gapWords = (at: number) => {
    const shown = film && cardAt(film, at);
    return shown && text.daysWithout(format.number(shown.card.days));
  };
  const describe = (at: number) =>
    [format.dayAndMonth(at), gapWords(at) ?? season(at), gapWords(at) ? undefined : format.time(at)]
      .filter((part) => part !== undefined)
      .join(' · ');

  return (
    <section class="player" aria-labelledby="film-title" id="film" tabIndex={-1}>
      <div class="section-head">
        <h2 id="film-title">{text.film}</h2>
        <SpanPicker site={site} camera={camera} span={span} onSpan={onSpan} />
      </div>
      <div class="screen" style={film ? { aspectRatio: `${film.width} / ${film.height}` } : {}}>
        <div class="reels" ref={screen} />
        {empty && camera.latest && <img class="poster" src={`api/frames/${camera.latest.f}/thumbnail.jpg`} alt="" />}
        {film && state.at > 0 && anyOverlay(overlays) && !gapWords(state.at) && (
          <Overlays site={site} camera={camera} film={film} at={state.at} choice={overlays} />
        )}
        {empty && (
          <p class="notice-over">
            <strong>{problem.code === 'FILM_EMPTY' ? text.emptyFilmTitle : problem.message}</strong>
            <span>{problem.code === 'FILM_EMPTY' ? text.emptyFilm : problem.detail}</span>
          </p>
        )}
        {film && <Badge state={state} growing={growing} />}
      </div>
      {film && state.at > 0 && (
        <p class="caption">
          <strong>{format.dayAndMonth(state.at)}</strong>
          <span>{gapWords(state.at) ?? [season(state.at), format.time(state.at)].filter(Boolean).join(' · ')}</span>
        </p>
      )}
      {film && stage && (
        <>
          <Timeline film={film} path={path} at={state.at} describe={describe} onSeek={stage.seek} concerns={concerns} />
          <Controls key={span} film={film} stage={stage} state={state} growing={growing} />
          <div class="film-foot">
            <FilmFacts film={film} />
            <Tools
              site={site}
              camera={camera}
              span={span}
              path={path}
              overlays={overlays}
              onOverlays={setOverlays}
              onView={onSpan}
            />
          </div>
          <GrowthPanel
            site={site}
            camera={camera}
            span={spanOf(film)}
            at={state.at}
            onDay={(day) => stage.seek(placeOf(film, midnightOf(day, film.timeZone), day))}
          />
        </>
      )}
    </section>
  );
}

/** What the stage is busy with, said only where it takes a moment. */
function Badge({ state, growing }: { state: StageState; growing: boolean }) {
  const { text } = useTexts();
  if (state.failed) return <p class="badge alarm">{text.filmStopped}</p>;
  if (state.waiting) return <p class="badge slow">{text.filmUpdating}</p>;
  return state.following && growing ? <p class="badge live">{text.following}</p> : null;
}
