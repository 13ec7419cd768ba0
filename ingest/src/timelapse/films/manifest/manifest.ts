import {
  addDays,
  daysBetween,
  localDayOf,
  sha256Hex,
  startOfLocalDay,
  type FilmGap,
  type FilmManifest,
  type FilmRange,
  type LocalDay,
} from '@fieldlapse/contracts';
import type { SegmentRow } from '../../segments/tables.ts';
import { scheduledGaps, unscheduledGaps } from './gaps.ts';
import { secondsOf, type PlacedDay, type PlacedFilm, type PlacedPart } from '../place.ts';
import { expectedCaptures } from './schedule.ts';

/** What a manifest is made of. */
export interface ManifestParts {
  readonly film: PlacedFilm;
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
export function windowOf(
  rows: readonly Pick<SegmentRow, 'firstObservedAt'>[],
  range: FilmRange,
  timeZone: string,
  now: number,
): FilmWindow {
  const lastDay = range.kind === 'day' ? range.from : range.to;
  const from = range.from === undefined ? (rows[0]?.firstObservedAt ?? now) : startOfLocalDay(range.from, timeZone);
  const end = lastDay === undefined ? Infinity : startOfLocalDay(addDays(lastDay, 1), timeZone);
  return { from, to: Math.max(from, Math.min(now - arrivalMs, end)) };
}

/** Names a film: the hash of its parts in order. */
export function filmHash({ parts }: PlacedFilm): string {
  return sha256Hex(JSON.stringify(parts.map(({ name }) => name))).slice(0, 32);
}

export function manifestOf(parts: ManifestParts): FilmManifest {
  const { film, range, timeZone, thinned } = parts;
  const slotsByDay = range.kind === 'season' ? undefined : slotsOf(parts);
  const thinnedByDay = Map.groupBy(thinned, (time) => localDayOf(time, timeZone));
  const expectedOf = (day: LocalDay): number | null => (slotsByDay ? (slotsByDay.get(day)?.length ?? 0) : null);
  const days = film.days.map((day) => ({
    ...day,
    frames: day.frames.map(({ f, observedAt, sha256 }) => ({ f, observedAt, sha256 })),
    expected: range.kind === 'season' ? 1 : expectedOf(day.day),
    thinned: thinnedByDay.get(day.day)?.length ?? 0,
  }));
  const times = days.flatMap(({ frames }) => frames.map(({ observedAt }) => observedAt));
  const slots = slotsByDay && [...slotsByDay.values()].flat();
  const gaps = slots
    ? scheduledGaps({ frames: times, thinned }, slots)
    : unscheduledGaps({ frames: times, thinned }, timeZone);
  const { site, camera, fps, width, height } = (film.parts[0] as PlacedPart).row;
  return {
    ...{ v: 1, site, camera, kind: range.kind, timeZone, fps, width, height },
    durationSec: secondsOf(film.ticks),
    frameCount: times.length,
    coverage: range.kind === 'season' ? coverageOfDays(film) : coverageOfSlots(slots, gaps),
    ...{ days, cards: film.cards, gaps, hash: filmHash(film) },
  };
}

/** Share of the expected captures that were made. */
function coverageOfSlots(slots: readonly number[] | undefined, gaps: readonly FilmGap[]): number | null {
  if (!slots || slots.length === 0) return null;
  const missed = gaps.reduce((sum, { missingFrames }) => sum + (missingFrames ?? 0), 0);
  return (slots.length - missed) / slots.length;
}

/** Share of the calendar days between the first and the last that have a frame. */
function coverageOfDays({ days }: PlacedFilm): number {
  const [first, last] = [days[0], days.at(-1)] as [PlacedDay, PlacedDay];
  return days.length / (daysBetween(first.day, last.day) + 1);
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
