import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useTexts } from '../../text/language.ts';
import {
  dayFrom,
  firstFrame,
  frameTimeAt,
  lastFrame,
  secondsOf,
  spanOf,
  stepFrom,
  type FrameTime,
} from '../stage/position.ts';
import { axisTicks } from './ticks.ts';

interface TimelineProps {
  readonly film: TimelineAnswer;
  readonly at: FrameTime;
  /** Words for a frame: date, day after sowing, time. */
  readonly describe: (at: FrameTime) => string;
  readonly onSeek: (at: FrameTime) => void;
}

const heightPx = 64;
const footPx = 4;

/**
 * The field's calendar as a scrub bar: a stalk for each day, as high as its frames are many; hatched where frames are
 * missing. Tap or drag to a time, or use the arrow keys (days), Page keys (weeks), Home and End.
 */
export function Timeline({ film, at, describe, onSeek }: TimelineProps) {
  const { text, format } = useTexts();
  const bar = useRef<HTMLDivElement>(null);
  const [widthPx, setWidth] = useState(0);
  const [pointerAt, setPointerAt] = useState<FrameTime>();
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (bar.current) watcher.observe(bar.current);
    return () => watcher.disconnect();
  }, []);
  const span = useMemo(() => spanOf(film), [film.hash]);
  const x = (time: number) =>
    ((Math.min(span.to, Math.max(span.from, time)) - span.from) / (span.to - span.from)) * widthPx;

  const timeUnder = (event: PointerEvent): FrameTime => {
    const box = bar.current?.getBoundingClientRect();
    const share = box ? Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) : 0;
    // To the frame that really is there: the next one where the finger is on a gap.
    return frameTimeAt(film, secondsOf(film, span.from + share * (span.to - span.from)));
  };
  const pointer = (event: PointerEvent) => {
    const target = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') target.setPointerCapture(event.pointerId);
    const time = timeUnder(event);
    const dragging = target.hasPointerCapture(event.pointerId);
    if (dragging) onSeek(time);
    // While dragging, the caption on the picture says it.
    setPointerAt(dragging || event.pointerType !== 'mouse' ? undefined : time);
  };
  const key = (event: KeyboardEvent) => {
    const target = keyTarget(event.key, film, at);
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(target);
  };
  const stalks = useMemo(() => stalkPath(film, x), [film.hash, widthPx]);
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
        aria-valuemax={film.frameCount - 1}
        aria-valuenow={Math.round(secondsOf(film, at) * film.fps - 0.5)}
        aria-valuetext={describe(at)}
        onPointerDown={pointer}
        onPointerMove={pointer}
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
          {film.gaps.map(({ from, to }) => {
            const left = x(from ?? span.from);
            const width = Math.max(2, x(to ?? span.to) - left);
            return (
              <rect
                key={`${from}`}
                class="gap"
                x={left}
                width={width}
                height={heightPx - footPx}
                fill="url(#gap-hatch)"
              />
            );
          })}
          <path class="stalks" d={stalks} />
          <path class="stalks watched" d={stalks} clip-path="url(#watched)" />
          <rect class="soil" y={heightPx - footPx} width={widthPx} height={footPx} rx="2" />
          <rect class="soil watched" y={heightPx - footPx} width={headPx} height={footPx} rx="2" />
          <line class="head" x1={headPx} x2={headPx} y1={4} y2={heightPx} />
          <circle class="head" cx={headPx} cy={heightPx - footPx / 2} r="9" />
        </svg>
        {pointerAt !== undefined && (
          <output
            class="bubble"
            style={{ left: `${Math.min(Math.max(x(pointerAt), 70), Math.max(70, widthPx - 70))}px` }}
          >
            {describe(pointerAt)}
          </output>
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

function keyTarget(key: string, film: TimelineAnswer, at: FrameTime): FrameTime | undefined {
  const move = film.days.length > 1 ? dayFrom : stepFrom;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return move(film, at, 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return move(film, at, -1);
    case 'PageUp':
      return move(film, at, 7);
    case 'PageDown':
      return move(film, at, -7);
    case 'Home':
      return firstFrame(film);
    case 'End':
      return lastFrame(film);
    default:
      return undefined;
  }
}

/** One vertical stroke for each day (for each frame in the film of one day), as an SVG path. */
function stalkPath(film: TimelineAnswer, x: (time: number) => number): string {
  const ground = heightPx - footPx;
  const oneDay = film.days.length === 1;
  const most = Math.max(1, ...film.days.map(({ at, expected }) => Math.max(at.length, expected ?? 0)));
  const strokes = film.days.flatMap(({ at }) => {
    if (oneDay) return at.map((time) => stroke(x(time), 0.8));
    const middle = ((at[0] ?? 0) + (at.at(-1) ?? 0)) / 2;
    return [stroke(x(middle), 0.25 + 0.65 * (at.length / most))];
  });
  return strokes.join('');

  function stroke(px: number, share: number): string {
    return `M${px.toFixed(1)} ${ground}V${(ground - share * (ground - 6)).toFixed(1)}`;
  }
}
