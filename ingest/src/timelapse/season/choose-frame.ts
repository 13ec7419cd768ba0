import type { SeasonFrameConfig } from '@fieldlapse/contracts';
import type { SunPlace } from './sun.ts';

/** A frame that a day of the season film could show. */
export interface Candidate {
  readonly sun: SunPlace;
  /** How fit it is to be shown, 0–1, by the quality gate. */
  readonly score: number;
}

// Within so many degrees of the best one the light is the same to the eye: 20 minutes of the morning's sun.
const sameLightDeg = 5;
// Scores this near to the best are as good: the sun decides.
const sameScore = 0.05;
// A frame as poor as this is shown only of a day that has no better one.
const poorScore = 0.3;
// A frame so much better, whose sun stands about as high in the other half of the day, is worth its shadows on the other side.
const worthOtherHalf = 0.25;
const otherHalfDeg = 10;

/**
 * Index of the frame that stands for a day: of those nearest to the wanted elevation of the sun, in the wanted half of the
 * day, the best; one of the other half where it is much better or all else is poor. The earliest where all is equal;
 * undefined for a day without a frame. Candidates are in order of time.
 */
export function chooseFrame(candidates: readonly Candidate[], wanted: SeasonFrameConfig): number | undefined {
  const all = candidates.map((candidate, index) => ({ ...candidate, index, off: offBy(candidate, wanted) }));
  const fit = all.filter(({ score }) => score > poorScore);
  const pool = fit.length > 0 ? fit : all;
  const own = bestOf(pool.filter(({ sun }) => sun.half === wanted.half));
  const other = bestOf(pool.filter(({ sun }) => sun.half !== wanted.half));
  if (!own || !other) return (own ?? other)?.index;
  const isAlike = other.off <= Math.max(own.off + sameLightDeg, otherHalfDeg);
  return isAlike && other.score >= own.score + worthOtherHalf ? other.index : own.index;
}

type Placed = Candidate & { readonly index: number; readonly off: number };

/** The best of the frames whose light is alike. */
function bestOf(frames: readonly Placed[]): Placed | undefined {
  const nearest = Math.min(...frames.map(({ off }) => off));
  const alike = frames.filter(({ off }) => off <= nearest + sameLightDeg);
  const best = Math.max(...alike.map(({ score }) => score));
  const good = alike.filter(({ score }) => score >= best - sameScore);
  return good.sort((a, b) => a.off - b.off || a.index - b.index)[0];
}

/** At most `most` frames of a day whose light is nearest to the wanted one, most of them of the wanted half; in order of time. */
export function nearestFrames<Frame>(
  frames: readonly Frame[],
  sunOf: (frame: Frame) => SunPlace,
  wanted: SeasonFrameConfig,
  most: number,
): Frame[] {
  const all = frames.map((frame, index) => ({ frame, index, sun: sunOf(frame) }));
  all.sort((a, b) => offBy(a, wanted) - offBy(b, wanted) || a.index - b.index);
  const own = all.filter(({ sun }) => sun.half === wanted.half).slice(0, Math.ceil(most * ownShare));
  const other = all.filter(({ sun }) => sun.half !== wanted.half).slice(0, most - own.length);
  return [...own, ...other].sort((a, b) => a.index - b.index).map(({ frame }) => frame);
}

const ownShare = 0.6;

function offBy({ sun }: Pick<Candidate, 'sun'>, { sunElevationDeg }: SeasonFrameConfig): number {
  return Math.abs(sun.elevationDeg - sunElevationDeg);
}
