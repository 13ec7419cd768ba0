import { addDays, daysBetween, localDayOf, type LocalDay } from '@fieldlapse/contracts';
import { quantileSorted } from './quantile.ts';

/** A metric of one frame. */
export interface FrameValue {
  /** UTC ms. */
  readonly observedAt: number;
  readonly value: number;
}

/** The frames of one or three days as one value. */
export interface DayWindow {
  /** The day, or the middle one of three. */
  readonly day: LocalDay;
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
}

/**
 * Frames by windows of one or three local days, in order of days, as PhenoCam summarises them: percentiles interpolate
 * linearly, three-day windows are centred on day 2, 5, 8 … of each year, so that the last one of a year has one or two
 * days less. A window without frames is missing; values that are no numbers are left out.
 */
export function dayWindows(frames: Iterable<FrameValue>, timeZone: string, length: 1 | 3): DayWindow[] {
  const byDay = new Map<LocalDay, number[]>();
  for (const { observedAt, value } of frames) {
    if (!Number.isFinite(value)) continue;
    const local = localDayOf(observedAt, timeZone);
    const day = length === 1 ? local : middleOfThree(local);
    const values = byDay.get(day);
    if (values) values.push(value);
    else byDay.set(day, [value]);
  }
  return [...byDay].map(([day, values]) => windowOf(day, values)).sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The middle day of the three-day window that holds the day. */
function middleOfThree(day: LocalDay): LocalDay {
  const newYear = `${day.slice(0, 4)}-01-01`;
  return addDays(newYear, Math.floor(daysBetween(newYear, day) / 3) * 3 + 1);
}

function windowOf(day: LocalDay, values: readonly number[]): DayWindow {
  const sorted = Float64Array.from(values).sort();
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return {
    ...{ day, count: sorted.length, mean },
    p50: quantileSorted(sorted, 0.5),
    p75: quantileSorted(sorted, 0.75),
    p90: quantileSorted(sorted, 0.9),
  };
}
