import type { TimelineAnswer } from '@fieldlapse/dashboards-server';

/**
 * A place in a film is the `observedAt` of the frame that is shown: it stays true when the film grows or a late frame
 * moves everything behind it.
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
  const day = film.days.findLast(({ startSec }) => startSec <= seconds + 1e-6) ?? film.days[0];
  if (!day) return 0;
  const index = Math.floor((seconds - day.startSec) * film.fps + 1e-3);
  return day.at[Math.max(0, Math.min(day.at.length - 1, index))] ?? 0;
}

/** Film position in seconds, in the middle of its frame, of the frame at or first after a time; the last one at the end. */
export function secondsOf(film: TimelineAnswer, at: FrameTime): number {
  const day = film.days.find((candidate) => (candidate.at.at(-1) ?? 0) >= at) ?? film.days.at(-1);
  if (!day) return 0;
  const index = day.at.findIndex((time) => time >= at);
  return day.startSec + ((index < 0 ? day.at.length - 1 : index) + 0.5) / film.fps;
}

/** The frame `count` frames after (before, where negative) the one at a time; stays within the film. */
export function stepFrom(film: TimelineAnswer, at: FrameTime, count: number): FrameTime {
  const times = film.days.flatMap((day) => day.at);
  const here = times.findIndex((time) => time >= at);
  const from = here < 0 ? times.length - 1 : here;
  return times[Math.max(0, Math.min(times.length - 1, from + count))] ?? 0;
}

export function firstFrame(film: TimelineAnswer): FrameTime {
  return film.days[0]?.at[0] ?? 0;
}

export function lastFrame(film: TimelineAnswer): FrameTime {
  return film.days.at(-1)?.at.at(-1) ?? 0;
}

/** First frame of the day that lies `count` days with frames after (before) the one at a time. */
export function dayFrom(film: TimelineAnswer, at: FrameTime, count: number): FrameTime {
  const here = film.days.findIndex((day) => (day.at.at(-1) ?? 0) >= at);
  const from = here < 0 ? film.days.length - 1 : here;
  const day = film.days[Math.max(0, Math.min(film.days.length - 1, from + count))];
  // Beyond the last day lies the newest frame.
  return from + count >= film.days.length ? lastFrame(film) : (day?.at[0] ?? 0);
}

/** From the start of the first local day to the end of the last. */
export function spanOf(film: TimelineAnswer): Span {
  const from = startOfDay(firstFrame(film), film.timeZone);
  return { from, to: Math.max(from + dayMs, startOfDay(lastFrame(film), film.timeZone) + dayMs) };
}

/** UTC ms of the local midnight before a time (clock changes within the day are not looked for: an axis may be an hour off). */
function startOfDay(utcMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: 'numeric', second: 'numeric' });
  const [hours = 0, minutes = 0, seconds = 0] = parts.format(utcMs).split(':').map(Number);
  return utcMs - (((hours % 24) * 60 + minutes) * 60 + seconds) * 1000 - (utcMs % 1000);
}
