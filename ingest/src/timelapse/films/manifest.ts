import {
  addDays,
  localDayOf,
  sha256Hex,
  startOfLocalDay,
  type FilmDay,
  type FilmManifest,
  type FilmRange,
  type LocalDay,
} from '@fieldlapse/contracts';
import { scheduledGaps, unscheduledGaps } from './gaps.ts';
import { expectedCaptures } from './schedule.ts';
import { secondsOf, type PlacedDay } from './stored-days.ts';

/** What a manifest is made of. */
export interface ManifestParts {
  readonly days: readonly PlacedDay[];
  /** Times of thinned frames within {@link windowOf}, UTC ms. */
  readonly thinned: readonly number[];
  readonly range: FilmRange;
  readonly window: FilmWindow;
  readonly timeZone: string;
  /** Cron in site time, or undefined. */
  readonly schedule: string | undefined;
}

/** The time that a film speaks for, UTC ms `[from, to)`. */
export interface FilmWindow {
  readonly from: number;
  readonly to: number;
}

// A capture is missing only once it has had this long to arrive.
const arrivalMs = 15 * 60_000;

/** From the chosen first day, or the camera's first frame, to the end of the chosen last day, as far as frames had time to arrive. */
export function windowOf(days: readonly PlacedDay[], range: FilmRange, timeZone: string, now: number): FilmWindow {
  const lastDay = range.kind === 'day' ? range.from : range.to;
  const from = range.from === undefined ? (days[0]?.firstObservedAt ?? now) : startOfLocalDay(range.from, timeZone);
  const end = lastDay === undefined ? Infinity : startOfLocalDay(addDays(lastDay, 1), timeZone);
  return { from, to: Math.max(from, Math.min(now - arrivalMs, end)) };
}

/** Names a film: the hash of its segments in order. */
export function filmHash(days: readonly PlacedDay[]): string {
  return sha256Hex(JSON.stringify(days.map(({ hash }) => hash))).slice(0, 32);
}

export function manifestOf(parts: ManifestParts): FilmManifest {
  const { days, range, timeZone, thinned } = parts;
  const slotsByDay = slotsOf(parts);
  const thinnedByDay = Map.groupBy(thinned, (time) => localDayOf(time, timeZone));
  const filmDays = days.map(({ day, hash, baseTicks, ticks, frames }) => ({
    ...{ day, segment: hash, startSec: secondsOf(baseTicks), durationSec: secondsOf(ticks) },
    frames: JSON.parse(frames) as FilmDay['frames'],
    expected: slotsByDay ? (slotsByDay.get(day)?.length ?? 0) : null,
    thinned: thinnedByDay.get(day)?.length ?? 0,
  }));
  const times = filmDays.flatMap(({ frames }) => frames.map(({ observedAt }) => observedAt));
  const slots = slotsByDay && [...slotsByDay.values()].flat();
  const captures = { frames: times, thinned };
  const gaps = slots ? scheduledGaps(captures, slots) : unscheduledGaps(captures, timeZone);
  const missed = gaps.reduce((sum, { missingFrames }) => sum + (missingFrames ?? 0), 0);
  const { site, camera, fps, width, height } = days[0] as PlacedDay;
  return {
    ...{ v: 1, site, camera, kind: range.kind, timeZone, fps, width, height },
    durationSec: secondsOf(days.reduce((sum, { ticks }) => sum + ticks, 0)),
    frameCount: times.length,
    coverage: slots && slots.length > 0 ? (slots.length - missed) / slots.length : null,
    days: filmDays,
    gaps,
    hash: filmHash(days),
  };
}

/** Expected captures of each day of the window; undefined where no schedule is known. */
function slotsOf({ schedule, timeZone, window }: ManifestParts): Map<LocalDay, readonly number[]> | undefined {
  if (schedule === undefined) return undefined;
  const slots = new Map<LocalDay, readonly number[]>();
  const last = localDayOf(Math.max(window.from, window.to - 1), timeZone);
  for (let day = localDayOf(window.from, timeZone); day <= last; day = addDays(day, 1)) {
    const ofDay = expectedCaptures(schedule, timeZone, day);
    slots.set(
      day,
      ofDay.filter((slot) => slot >= window.from && slot < window.to),
    );
  }
  return slots;
}
