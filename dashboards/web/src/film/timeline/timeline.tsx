import type { KeogramAnswer, LiveMessage, SpritesAnswer, TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useServer } from '../../api/use-server.ts';
import { useTexts } from '../../text/language.ts';
import { bareGaps, cardAt, cardsOf, midnightOf } from '../stage/cards.ts';
import { placeOf, secondsOf, spanOf, type FrameTime } from '../stage/position.ts';
import { Bubble } from './bubble.tsx';
import { keyTarget } from './keys.ts';
import { stalkPath } from './stalks.ts';
import { axisTicks } from './ticks.ts';

interface TimelineProps {
  readonly film: TimelineAnswer;
  /** Address of the film. */
  readonly path: string;
  readonly at: FrameTime;
  /** Words for a frame: date, day after sowing, time; or for a card. */
  readonly describe: (at: FrameTime) => string;
  readonly onSeek: (at: FrameTime) => void;
  /** Whether a live message is about the film. */
  readonly concerns: (message: LiveMessage) => boolean;
}

const heightPx = 64;
const footPx = 4;
const groundPx = heightPx - footPx;
/** Gaps within days, below the keogram's picture of whole ones. */
const smallGapPx = 12;

/**
 * The field's calendar as a scrub bar: the season's keogram, or where there is none a stalk for each day, as high as its
 * frames are many; hatched where frames are missing. The day under the pointer is shown as a small picture. Tap or drag to a time, or use the arrow keys (days), Page keys (weeks), Home and End.
 */
export function Timeline({ film, path, at, describe, onSeek, concerns }: TimelineProps) {
  const { text, format } = useTexts();
  const bar = useRef<HTMLDivElement>(null);
  const [widthPx, setWidth] = useState(0);
  const [pointerAt, setPointerAt] = useState<FrameTime>();
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (bar.current) watcher.observe(bar.current);
    return () => watcher.disconnect();
  }, []);
  const seasonal = film.days.length > 1;
  const { value: keogram } = useServer<KeogramAnswer>(seasonal ? `${path}/keogram.json` : undefined, concerns);
  const { value: sprites } = useServer<SpritesAnswer>(seasonal ? `${path}/sprites.json` : undefined, concerns);
  const span = useMemo(() => spanOf(film), [film.hash]);
  const x = (time: number) =>
    ((Math.min(span.to, Math.max(span.from, time)) - span.from) / (span.to - span.from)) * widthPx;

  const timeUnder = (event: PointerEvent): FrameTime => {
    const box = bar.current?.getBoundingClientRect();
    const share = box ? Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) : 0;
    const time = span.from + share * (span.to - span.from);
    return placeOf(film, time, format.localDay(time));
  };
  const pointer = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') target.setPointerCapture(event.pointerId);
    const time = timeUnder(event);
    const dragging = target.hasPointerCapture(event.pointerId) && event.type !== 'pointerup';
    if (dragging) onSeek(time);
    setPointerAt(dragging || event.pointerType === 'mouse' ? time : undefined);
  };
  const key = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, film, at);
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(target);
  };
  const stalks = useMemo(
    () => (keogram ? '' : stalkPath(film, x, groundPx)),
    [film.hash, widthPx, keogram === undefined],
  );
  const headPx = x(at);
  const perStalkPx = (widthPx / (span.to - span.from)) * (film.days.length > 1 ? 86_400_000 : 3_600_000);
  const stalkPx = Math.min(8, Math.max(1, perStalkPx * 0.45));
  return (
    <div class="timeline">
      <div
        ref={bar}
        class="timeline-bar"
        role="slider"
        tabIndex={0}
        aria-label={text.timeline}
        aria-valuemin={0}
        aria-valuemax={Math.round(film.durationSec * film.fps) - 1}
        aria-valuenow={Math.max(0, Math.round(secondsOf(film, at) * film.fps - 0.5))}
        aria-valuetext={describe(at)}
        onPointerDown={pointer}
        onPointerMove={pointer}
        onPointerUp={pointer}
        onPointerCancel={() => setPointerAt(undefined)}
        onPointerLeave={() => setPointerAt(undefined)}
        onKeyDown={key}
      >
        <svg width={widthPx} height={heightPx} stroke-width={stalkPx} aria-hidden="true">
          <defs>
            <pattern id="gap-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect class="hatch-ground" width="6" height="6" />
              <rect class="hatch-line" width="2" height="6" />
            </pattern>
            <clipPath id="watched">
              <rect width={headPx} height={heightPx} />
            </clipPath>
          </defs>
          {keogram && <Strip keogram={keogram} path={path} film={film} x={x} />}
          {bareGaps(film).map(({ from, to }) => {
            const left = x(from ?? span.from);
            const width = Math.max(2, x(to ?? span.to) - left);
            const height = keogram ? smallGapPx : groundPx;
            return <rect key={`${from}`} class="gap" x={left} width={width} y={groundPx - height} height={height} />;
          })}
          {cardsOf(film).map(({ card, from, to }) => (
            <rect key={card.from} class="gap" x={x(from)} width={Math.max(2, x(to) - x(from))} height={groundPx}>
              <title>{text.daysWithout(format.number(card.days))}</title>
            </rect>
          ))}
          {keogram && <rect class="unwatched" x={headPx} width={Math.max(0, widthPx - headPx)} height={groundPx} />}
          <path class="stalks" d={stalks} />
          <path class="stalks watched" d={stalks} clip-path="url(#watched)" />
          <rect class="soil" y={groundPx} width={widthPx} height={footPx} rx="2" />
          <rect class="soil watched" y={groundPx} width={headPx} height={footPx} rx="2" />
          <line class="head" x1={headPx} x2={headPx} y1={4} y2={heightPx} />
          <circle class="head" cx={headPx} cy={heightPx - footPx / 2} r="9" />
        </svg>
        {pointerAt !== undefined && (
          <Bubble
            x={x(pointerAt)}
            widthPx={widthPx}
            words={describe(pointerAt)}
            day={cardAt(film, pointerAt) ? undefined : format.localDay(pointerAt)}
            sprites={sprites}
            sheets={`${path.slice(0, path.lastIndexOf('/'))}/sprite`}
          />
        )}
      </div>
      <div class="ticks" aria-hidden="true">
        {axisTicks(film, span, format, widthPx).map(({ time, label }) => (
          <span key={time} style={{ left: `${x(time)}px` }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

/** The keogram at its place on the axis. */
function Strip({
  keogram: { columns, hash },
  path,
  film,
  x,
}: {
  keogram: KeogramAnswer;
  path: string;
  film: TimelineAnswer;
  x: (time: number) => number;
}) {
  const [first, last] = [columns[0], columns.at(-1)];
  if (!first || !last) return null;
  const left = x(midnightOf(first.day, film.timeZone));
  const width = x(midnightOf(last.day, film.timeZone) + 86_400_000) - left;
  return (
    <image
      class="keogram"
      href={`${path}/keogram.png?hash=${hash}`}
      x={left}
      width={Math.max(0, width)}
      height={groundPx}
      preserveAspectRatio="none"
    />
  );
}
