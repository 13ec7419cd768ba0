import type { LiveMessage, TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { filmPath } from '../../api/client.ts';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import { dayOfSeason, seasonWords } from '../../text/season.ts';
import { cardAt } from '../stage/cards.ts';
import { placeOf, spanOf, type Span } from '../stage/position.ts';
import { createStage, type Stage } from '../stage/stage.ts';
import type { CompareSource } from './sources.ts';

interface PaneProps {
  readonly site: string;
  readonly source: CompareSource;
  /** The moment to show, UTC ms; undefined until the axis is known. */
  readonly time: number | undefined;
  readonly onSpan: (span: Span) => void;
}

/** One of the two films: shows the moment that it is told, or says that it has nothing of it. */
export function Pane({ site, source, time, onSpan }: PaneProps) {
  const { text, format } = useTexts();
  const path = filmPath(site, source.camera.name, source.span);
  const concerns = (message: LiveMessage) =>
    message.kind === 'film' && message.site === site && message.camera === source.camera.name;
  const { value: film, problem } = useServer<TimelineAnswer>(`${path}/timeline.json`, concerns);
  const screen = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>();
  const span = useMemo(() => film && spanOf(film), [film?.hash]);
  useEffect(() => {
    if (!screen.current) return undefined;
    const made = createStage(screen.current, `${path}/playlist.m3u8`, () => {});
    setStage(made);
    return () => made.close();
  }, [path]);
  const within = film && span && time !== undefined && span.from <= time && time < span.to;
  const at = within ? placeOf(film, time, format.localDay(time)) : undefined;
  useEffect(() => {
    if (!stage || !film || !span || time === undefined) return;
    stage.seek(at ?? (time < span.from ? (film.days[0]?.at[0] ?? 0) : (film.days.at(-1)?.at.at(-1) ?? 0)));
    stage.offer(film);
  }, [stage, film?.hash, at, time === undefined]);
  useEffect(() => {
    if (span) onSpan(span);
  }, [span, path]);
  const day = at === undefined ? undefined : format.localDay(at);
  const card = film && at !== undefined ? cardAt(film, at) : undefined;
  const outside = time !== undefined && span && !within && (time < span.from ? text.nothingYet : text.nothingMore);
  return (
    <div class="pane">
      <div
        class={outside ? 'screen outside' : 'screen'}
        style={film ? { aspectRatio: `${film.width} / ${film.height}` } : {}}
      >
        <div class="reels" ref={screen} />
        {(outside || problem) && <p class="notice-over">{problem ? problem.message : outside}</p>}
      </div>
      <p class="pane-caption">
        <strong>{day === undefined ? '–' : format.day(day)}</strong>
        <span>
          {card
            ? text.daysWithout(format.number(card.card.days))
            : day !== undefined &&
              source.season &&
              seasonWords(text, source.season).short(dayOfSeason(source.season, day))}
        </span>
      </p>
    </div>
  );
}
