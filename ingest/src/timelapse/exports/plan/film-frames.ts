import { addDays, daysBetween, type FilmManifest, type LocalDay } from '@fieldlapse/contracts';

/** One frame of a film as it plays: a picture with its time (UTC ms), or a frame of a card (null). */
export interface FilmFrame {
  readonly day: LocalDay;
  readonly observedAt: number | null;
  /** Last day that a card stands for; `day` itself for a picture. */
  readonly lastDay: LocalDay;
}

/** Every frame of a film in playing order; its index is its place in the film's MP4. */
export function filmFrames({ days, cards, fps }: FilmManifest): FilmFrame[] {
  const parts: { readonly startSec: number; readonly frames: FilmFrame[] }[] = [];
  for (const { day, startSec, frames } of days) {
    parts.push({ startSec, frames: frames.map(({ observedAt }) => ({ day, observedAt, lastDay: day })) });
  }
  for (const { from, to, startSec, durationSec } of cards ?? []) {
    const count = Math.round(durationSec * fps);
    const frame = { day: from, observedAt: null, lastDay: to };
    parts.push({ startSec, frames: Array.from({ length: count }, () => frame) });
  }
  return parts.sort((a, b) => a.startSec - b.startSec).flatMap(({ frames }) => frames);
}

/** Calendar days that a film speaks for, its gaps included. */
export function daysOf(frames: readonly FilmFrame[]): number {
  const [first, last] = [frames[0], frames.at(-1)];
  return first && last ? daysBetween(first.day, last.lastDay) + 1 : 0;
}

/** The days of a card, or of a picture its own one. */
export function spanOf({ day, lastDay }: FilmFrame): LocalDay[] {
  return Array.from({ length: daysBetween(day, lastDay) + 1 }, (_, count) => addDays(day, count));
}
