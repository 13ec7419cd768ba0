import { daysBetween, localDayOf } from '@fieldlapse/contracts';
import type { Area } from '@fieldlapse/imaging';
import { seeFilm, type FilmFile, type SeenFrame } from './film.ts';

/** Mean change of the ROI's luma from a frame to the next, DN; changes over days that the film has nothing of left out. */
export function changeOf(frames: readonly Pick<SeenFrame, 'observedAt' | 'luma'>[], timeZone: string): number {
  const changes = frames.slice(1).flatMap((frame, index) => {
    const before = frames[index]!;
    const days = daysBetween(localDayOf(before.observedAt, timeZone), localDayOf(frame.observedAt, timeZone));
    return days > 1 ? [] : [Math.abs(frame.luma - before.luma)];
  });
  return meanOf(changes);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The raw film through ffmpeg's `deflicker` in every setting that is tried. The filter gives a picture the mean of itself
 * and the `size` − 1 pictures after it: it looks ahead. Played backwards through it, it looks back.
 */
export async function deflickers(raw: FilmFile, area: Area, timeZone: string): Promise<Deflickered[]> {
  const films: Deflickered[] = [];
  // Long films are tried in fewer settings: each is a decoding of all of it.
  const long = raw.frames.length > 200;
  for (const size of (long ? [5, 20] : [5, 10, 20]).filter((of) => of < raw.frames.length)) {
    for (const mode of long ? ['am'] : ['am', 'median']) {
      for (const looks of ['ahead', 'back'] as const) {
        const filter = `deflicker=size=${size}:mode=${mode}`;
        const chain = looks === 'ahead' ? filter : `reverse,${filter},reverse`;
        const frames = await seeFilm(raw, area, chain);
        films.push({ filter, looks, frames, changeDn: changeOf(frames, timeZone) });
      }
    }
  }
  return films;
}

export interface Deflickered {
  readonly filter: string;
  readonly looks: 'ahead' | 'back';
  readonly frames: readonly SeenFrame[];
  readonly changeDn: number;
}

/** Means over the film, % of pixels. */
export function clippedOf(frames: readonly SeenFrame[]): Record<string, number> {
  const pct = (share: (frame: SeenFrame) => number): number => 100 * meanOf(frames.map(share));
  return {
    wholeFrom250Pct: pct(({ whole }) => whole.from250),
    wholeAt255Pct: pct(({ whole }) => whole.at255),
    roiFrom250Pct: pct(({ roi }) => roi.from250),
    roiAt255Pct: pct(({ roi }) => roi.at255),
  };
}
