import type { Candidate } from '../looks/candidates.ts';
import { devianceOf, fitLogistic, scoreOf, shareOf, standardOf, type LinearScore } from './logistic.ts';

/** What tells objects of one size from all else: by shape alone, or by shape and colour. */
export interface Finder {
  readonly radiusPx: number;
  readonly uses: 'shape' | 'colour';
  readonly score: LinearScore;
}

/** A place where an object is, to a share of certainty. */
export interface Found {
  readonly x: number;
  readonly y: number;
  readonly share: number;
}

/** A frame's candidates at the finder's size, and how many objects a person saw. */
export interface CountedCandidates {
  readonly candidates: readonly Candidate[];
  readonly count: number;
}

/** Two objects are not nearer to each other than this, in radii. */
const leastApart = 1;

/** No more than this is looked at in a picture, so that a wrong model ends. */
const mostFound = 400;

export function findObjects({ radiusPx, uses, score }: Finder, candidates: readonly Candidate[]): Found[] {
  const places = candidates.map(({ x, y, ...one }) => ({ x, y, odds: scoreOf(score, numbersOf(one, uses)) }));
  return bestApart(places, radiusPx).map(({ x, y, odds }) => ({ x, y, share: shareOf(odds) }));
}

/**
 * Learns from counts alone, without a mark where the objects are: in each frame the `count` best places are taken for the
 * objects and the others for none, a classifier is fitted to that and ranks the places anew, until it settles (multiple
 * instance learning by counts). That may settle on the wrong thing, so it starts from three rankings and the best fit is kept.
 * Frames without any candidate are fine.
 */
export function learnFinder(frames: readonly CountedCandidates[], radiusPx: number, uses: Finder['uses']): Finder {
  const described = frames.map(({ candidates, count }) => ({
    count,
    places: candidates.map(({ x, y, ...one }) => ({ x, y, numbers: numbersOf(one, uses), odds: 0 })),
  }));
  const standard = standardOf(described.flatMap(({ places }) => places.map(({ numbers }) => numbers)));
  const settled = firstWeights(uses).map((weights) => settle(described, radiusPx, { ...standard, weights, bias: 0 }));
  return { radiusPx, uses, score: settled.reduce((best, next) => (next.misfit < best.misfit ? next : best)).score };
}

interface Described {
  readonly count: number;
  readonly places: { readonly x: number; readonly y: number; readonly numbers: Float64Array; odds: number }[];
}

/** Ranks, fits and ranks anew; `misfit` is the deviance of the last fit. */
function settle(
  frames: readonly Described[],
  radiusPx: number,
  start: LinearScore,
): { score: LinearScore; misfit: number } {
  let score = start;
  let misfit = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const rows: Float64Array[] = [];
    const answers: number[] = [];
    for (const { count, places } of frames) {
      for (const place of places) place.odds = scoreOf(score, place.numbers);
      for (const [rank, { numbers }] of bestApart(places, radiusPx).entries()) {
        rows.push(numbers);
        answers.push(rank < count ? 1 : 0);
      }
    }
    score = fitLogistic(rows, answers, score, ridge);
    misfit = devianceOf(score, rows, answers);
  }
  return { score, misfit };
}

const rounds = 8;
const ridge = 1;

/** Where the ranking starts: smooth with a rim; lighter than around; darker than around; and each with what is warm. */
function firstWeights(uses: Finder['uses']): number[][] {
  const shapes = [
    [0, 0, -1, 0.5, 0.5, 0, 0, 0],
    [0.3, 1, -0.5, 0, 0, 0.5, 0, 0],
    [-0.3, -1, -0.5, 0, 0, 0.5, 0, 0],
  ];
  return shapes.map((shape) => (uses === 'shape' ? shape : [...shape, 1, 0.5, 1, 0, 0, 0]));
}

/** The places of highest odds first, none nearer to a better one than {@link leastApart}. */
function bestApart<T extends { readonly x: number; readonly y: number; readonly odds: number }>(
  places: readonly T[],
  radiusPx: number,
): T[] {
  const apart = (leastApart * radiusPx) ** 2;
  const kept: T[] = [];
  for (const place of [...places].sort((a, b) => b.odds - a.odds)) {
    if (kept.length === mostFound) break;
    if (kept.every(({ x, y }) => (x - place.x) ** 2 + (y - place.y) ** 2 >= apart)) kept.push(place);
  }
  return kept;
}

function numbersOf({ shape, colour }: Pick<Candidate, 'shape' | 'colour'>, uses: Finder['uses']): Float64Array {
  if (uses === 'shape') return shape;
  const numbers = new Float64Array(shape.length + colour.length);
  numbers.set(shape);
  numbers.set(colour, shape.length);
  return numbers;
}
