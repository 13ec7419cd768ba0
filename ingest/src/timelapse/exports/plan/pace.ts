import { FieldlapseError, type ExportOrder } from '@fieldlapse/contracts';

/** Which frames a film shows, and how many of them in a second (a multiple of 1/1000). */
export interface Pace {
  readonly fps: number;
  /** Indexes into the frames that there are, in order. */
  readonly shown: readonly number[];
}

const fastestFps = 60;
/** A film that has more frames than can be shown is thinned to so many a second. */
const thinnedFps = 30;
const slowestFps = 0.5;

/**
 * Brings `count` frames of `days` calendar days to the ordered pace: all of them where at most 60 are shown in a second,
 * else evenly chosen ones at 30. Throws `BAD_EXPORT` where a frame would stand for more than two seconds.
 */
export function paceOf(order: ExportOrder['pace'], film: { fps: number; count: number; days: number }): Pace {
  const fps = wantedFps(order, film);
  if (fps < slowestFps) {
    const name = order && 'daysPerSec' in order ? 'pace.daysPerSec' : 'pace.durationSec';
    const longest = Math.floor(film.count / slowestFps);
    throw new FieldlapseError(
      'BAD_EXPORT',
      `${name}: ${film.count} frames fill at most ${longest} s, at two seconds for each`,
    );
  }
  if (fps <= fastestFps) return { fps, shown: evenly(film.count, film.count) };
  const count = Math.max(1, Math.round((film.count / fps) * thinnedFps));
  return { fps: thinnedFps, shown: evenly(film.count, count) };
}

function wantedFps(order: ExportOrder['pace'], { fps, count, days }: { fps: number; count: number; days: number }) {
  if (!order) return fps;
  if ('fps' in order) return toMilli(order.fps);
  const seconds = 'durationSec' in order ? order.durationSec : days / order.daysPerSec;
  return toMilli(count / seconds);
}

/** Thousandths of a frame per second, so that every frame lasts a whole number of ticks. */
function toMilli(fps: number): number {
  return Math.max(1, Math.round(fps * 1000)) / 1000;
}

/** `wanted` of `count` indexes, evenly apart and away from both ends by half a step. */
export function evenly(count: number, wanted: number): number[] {
  return Array.from({ length: wanted }, (_, index) =>
    Math.min(count - 1, Math.floor(((index + 0.5) * count) / wanted)),
  );
}
