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
// A frame as poor as this is only shown where the half of the day has nothing else; then the other half is asked too.
const poorScore = 0.3;

/**
 * Index of the day's frame that is nearest to the wanted elevation of the sun, the best of those whose light is alike, the
 * earliest where all is equal; undefined for a day without a frame. Candidates are in order of time.
 */
export function chooseFrame(candidates: readonly Candidate[], wanted: SeasonFrameConfig): number | undefined {
  const all = candidates.map((candidate, index) => ({ ...candidate, index, off: offBy(candidate, wanted) }));
  const fit = all.filter(({ score }) => score > poorScore);
  const pool = fit.length > 0 ? fit : all;
  const ofHalf = pool.filter(({ sun }) => sun.half === wanted.half);
  const asked = ofHalf.length > 0 ? ofHalf : pool;
  const nearest = Math.min(...asked.map(({ off }) => off));
  const alike = asked.filter(({ off }) => off <= nearest + sameLightDeg);
  const best = Math.max(...alike.map(({ score }) => score));
  const good = alike.filter(({ score }) => score >= best - sameScore);
  return good.sort((a, b) => a.off - b.off || a.index - b.index)[0]?.index;
}

/** The `most` frames of a day whose light is nearest to the wanted one, those of the wanted half first; in order of time. */
export function nearestFrames<Frame>(
  frames: readonly Frame[],
  sunOf: (frame: Frame) => SunPlace,
  wanted: SeasonFrameConfig,
  most: number,
): Frame[] {
  const all = frames.map((frame, index) => ({ frame, index, sun: sunOf(frame) }));
  const otherHalf = ({ sun }: { sun: SunPlace }): number => (sun.half === wanted.half ? 0 : 1);
  all.sort((a, b) => otherHalf(a) - otherHalf(b) || offBy(a, wanted) - offBy(b, wanted) || a.index - b.index);
  const near = all.slice(0, most).sort((a, b) => a.index - b.index);
  return near.map(({ frame }) => frame);
}

function offBy({ sun }: Pick<Candidate, 'sun'>, { sunElevationDeg }: SeasonFrameConfig): number {
  return Math.abs(sun.elevationDeg - sunElevationDeg);
}
