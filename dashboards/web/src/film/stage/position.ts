import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { cardAt, cardsOf, midnightBefore } from './cards.ts';

/**
 * A place in a film is the `observedAt` of the frame that is shown: it stays true when the film grows or a late frame
 * moves everything behind it. On a card it is a time within the days that the card stands for.
 */
export type FrameTime = number;

/** The time span that a film covers, whole local days: UTC ms `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;

/** The frame that plays at a film position in seconds. */
export function frameTimeAt(film: TimelineAnswer, seconds: number): FrameTime {
  const shown = cardsOf(film).find(
    ({ card }) => card.startSec <= seconds + 1e-6 && seconds < card.startSec + card.durationSec - 1e-6,
  );
  if (shown) {
    const share = Math.max(0, (seconds - shown.card.startSec) / shown.card.durationSec);
    return Math.round(shown.from + share * (shown.to - shown.from));
  }
  const day = film.days.findLast(({ startSec }) => startSec <= seconds + 1e-6) ?? film.days[0];
  if (!day) return 0;
  const index = Math.floor((seconds - day.startSec) * film.fps + 1e-3);
  return day.at[Math.max(0, Math.min(day.at.length - 1, index))] ?? 0;
}

/** Film position in seconds, in the middle of its frame, of the frame at or first after a time; the last one at the end. */
export function secondsOf(film: TimelineAnswer, at: FrameTime): number {
  const within = cardAt(film, at);
  if (within) {
    const { card, from, to } = within;
    return card.startSec + ((at - from) / (to - from)) * card.durationSec;
  }
  const day = film.days.find((candidate) => (candidate.at.at(-1) ?? 0) >= at) ?? film.days.at(-1);
  if (!day) return 0;
  const index = day.at.findIndex((time) => time >= at);
  return day.startSec + ((index < 0 ? day.at.length - 1 : index) + 0.5) / film.fps;
}

/**
 * What a film shows of a moment on its axis: the card that stands for it, else the frame of its local `day` at or first
 * after it (the day's last in its evening), else the next frame there is.
 */
export function placeOf(film: TimelineAnswer, time: number, day: string): FrameTime {
  const frames = film.days.find((candidate) => candidate.day === day)?.at;
  if (frames) return frames.find((at) => at >= time) ?? frames.at(-1) ?? time;
  return frameTimeAt(film, secondsOf(film, time));
}

/** The frame or card `count` places after (before, where negative) the one at a time; stays within the film. */
export function stepFrom(film: TimelineAnswer, at: FrameTime, count: number): FrameTime {
  const frames = film.days.flatMap((day) => day.at);
  const times = [...frames, ...cardsOf(film).map(({ from }) => from)].sort((a, b) => a - b);
  const here = times.findIndex((time) => time >= (cardAt(film, at)?.from ?? at));
  const from = here < 0 ? times.length - 1 : here;
  return times[Math.max(0, Math.min(times.length - 1, from + count))] ?? 0;
}

export function firstFrame(film: TimelineAnswer): FrameTime {
  return film.days[0]?.at[0] ?? 0;
}

export function lastFrame(film: TimelineAnswer): FrameTime {
  return film.days.at(-1)?.at.at(-1) ?? 0;
}

/** First frame of the day, or beginning of the card, that lies `count` of them after (before) the one at a time. */
export function dayFrom(film: TimelineAnswer, at: FrameTime, count: number): FrameTime {
  const days = film.days.map((day) => ({ from: day.at[0] ?? 0, to: day.at.at(-1) ?? 0 }));
  const places = [...days, ...cardsOf(film)].sort((a, b) => a.from - b.from);
  const here = places.findIndex(({ to }) => to >= at);
  const from = here < 0 ? places.length - 1 : here;
  const place = places[Math.max(0, Math.min(places.length - 1, from + count))];
  // Beyond the last day lies the newest frame.
  return from + count >= places.length ? lastFrame(film) : (place?.from ?? 0);
}

/** From the start of the first local day to the end of the last. */
export function spanOf(film: TimelineAnswer): Span {
  const from = midnightBefore(firstFrame(film), film.timeZone);
  return { from, to: Math.max(from + dayMs, midnightBefore(lastFrame(film), film.timeZone) + dayMs) };
}
