import { madSd, quantile } from '../windows/quantile.ts';
import { loessAt, type Points } from './loess.ts';

/** A smooth curve through points that no step divides. */
export interface SmoothPiece {
  /** Value and standard error at a place; beyond the points the nearest one's. */
  at(x: number): { value: number; error: number };
  /** Places in the points that were left out as outliers. */
  readonly outliers: readonly number[];
  /** Points that one local regression spans. */
  readonly span: number;
}

export interface SmoothOptions {
  /** Standard deviation of single values: the least that is assumed. */
  readonly noise: number;
  /** A value that lies no farther off is no outlier. */
  readonly leastOutlier: number;
}

const rounds = 5;
const outlierSds = 4;
/** So many neighbours that lie off together are kept. */
const fewestTogether = 3;
const narrowest = 7;
/** Spans that must each be worse than the one before until the search ends. */
const patience = 4;

/** Points of less weight are guesses, which must not make outliers of what was measured. */
const leastSayWeight = 0.5;

/**
 * Loess of degree 2 (1 or 0 where points are few) whose span has the least AICc [Hurvich, Simonoff and Tsai, 1998], again
 * and again without the points that lie far off the curve through the others, until there are none; first through what was
 * measured, then with the guesses.
 */
export function smoothPiece(points: Points, { noise, leastOutlier }: SmoothOptions): SmoothPiece {
  const isGuess = (place: number) => points.weights[place]! < leastSayWeight;
  const all = [...points.x.keys()];
  const measured = all.filter((place) => !isGuess(place));
  const sure = withoutOutliers(points, measured, leastOutlier, () => true);
  const joined = all.filter((place) => isGuess(place) || sure.kept.includes(place));
  const { kept, best } =
    joined.length === sure.kept.length ? sure : withoutOutliers(points, joined, leastOutlier, isGuess);
  return { ...curveOf(pick(points, kept), best, noise), outliers: all.filter((place) => !kept.includes(place)) };
}

/** The curve through `places` without those that lie far off and may go, and the places that it goes through. */
function withoutOutliers(
  points: Points,
  places: readonly number[],
  leastOutlier: number,
  mayGo: (place: number) => boolean,
): { kept: readonly number[]; best: SpanFit } {
  let kept = places;
  for (let round = 0; ; round += 1) {
    const best = bestSpan(pick(points, kept));
    const far = round < rounds && kept.length > 4 ? farOff(best.leaveOneOut, leastOutlier) : [];
    const gone = new Set(far.map((at) => kept[at]!).filter(mayGo));
    if (gone.size === 0) return { kept, best };
    kept = kept.filter((place) => !gone.has(place));
  }
}

function pick({ x, y, weights }: Points, places: readonly number[]): Points {
  const of = (values: Float64Array) => Float64Array.from(places, (place) => values[place]!);
  return { x: of(x), y: of(y), weights: of(weights) };
}

interface SpanFit {
  readonly span: number;
  readonly degree: 0 | 1 | 2;
  readonly residuals: Float64Array;
  /** What remains of each point when the curve is drawn without it. */
  readonly leaveOneOut: Float64Array;
  /** Trace of the smoother: how many parameters it is worth. */
  readonly trace: number;
  readonly aicc: number;
}

function bestSpan(points: Points): SpanFit {
  const count = points.x.length;
  const degree = count < 3 ? 0 : count < 6 ? 1 : 2;
  const fits: SpanFit[] = [];
  for (let span = Math.min(narrowest, count); ; span = Math.min(count, Math.ceil(span * 1.3))) {
    fits.push(fitSpan(points, span, degree));
    // Wider spans only get worse from here.
    const lately = fits.slice(-patience - 1);
    const isWorse = lately.length > patience && lately.every((fit, at) => at === 0 || fit.aicc > lately[at - 1]!.aicc);
    if (span >= count || isWorse) break;
  }
  return fits.reduce((best, fit) => (fit.aicc < best.aicc ? fit : best));
}

function fitSpan(points: Points, span: number, degree: 0 | 1 | 2): SpanFit {
  const count = points.x.length;
  const residuals = new Float64Array(count);
  const leaveOneOut = new Float64Array(count);
  let trace = 0;
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    const { value, leverage } = loessAt(points, points.x[index]!, span, degree);
    const rest = points.y[index]! - value;
    residuals[index] = rest;
    leaveOneOut[index] = rest / Math.max(0.1, 1 - leverage);
    trace += leverage;
    squares += points.weights[index]! * rest * rest;
  }
  const free = count - trace - 2;
  const aicc = free > 0 ? Math.log(squares / count + 1e-12) + 1 + (2 * (trace + 1)) / free : Number.POSITIVE_INFINITY;
  return { span, degree, residuals, leaveOneOut, trace, aicc };
}

/** The places whose points lie far off: the worst ones, since a wild point makes its neighbours look wild too. */
function farOff(residuals: Float64Array, leastOutlier: number): number[] {
  const limit = Math.max(leastOutlier, outlierSds * madSd([...residuals]));
  const most = quantile(residuals.map(Math.abs), 1);
  const isFar = (place: number) => Math.abs(residuals[place] ?? 0) > Math.max(limit, most * 0.6);
  return [...residuals.keys()].filter((place) => isFar(place) && runAt(residuals, place, isFar) < fewestTogether);
}

/** How many neighbours lie off on the same side together: many of them are no accident. */
function runAt(residuals: Float64Array, place: number, isFar: (place: number) => boolean): number {
  const sameSide = (other: number) => isFar(other) && residuals[other]! * residuals[place]! > 0;
  let first = place;
  let last = place;
  while (first > 0 && sameSide(first - 1)) first -= 1;
  while (last + 1 < residuals.length && sameSide(last + 1)) last += 1;
  return last - first + 1;
}

function curveOf(points: Points, fit: SpanFit, noise: number): Omit<SmoothPiece, 'outliers'> {
  const { x } = points;
  const { residuals, span, degree, trace } = fit;
  const count = x.length;
  const lost = Math.sqrt(count / Math.max(1, count - trace));
  const inflation = Math.sqrt((1 + lagOne(residuals)) / (1 - lagOne(residuals)));
  const squares: Points = { ...points, y: residuals.map((rest) => (rest * lost) ** 2) };
  return {
    span,
    at(place) {
      const held = Math.min(x[count - 1]!, Math.max(x[0]!, place));
      const { value, norm } = loessAt(points, held, span, degree);
      // Noise differs over the season: leaves move more than a closed canopy.
      const local = Math.sqrt(Math.max(0, loessAt(squares, held, Math.max(15, span), 0).value));
      return { value, error: Math.max(noise, local) * norm * inflation };
    },
  };
}

/** Correlation of neighbouring residuals, 0–0.6: weather lasts for days, so neighbours are not independent. */
function lagOne(residuals: Float64Array): number {
  let products = 0;
  let squares = 0;
  for (const [index, rest] of residuals.entries()) {
    squares += rest * rest;
    products += rest * (residuals[index + 1] ?? 0);
  }
  return squares > 0 ? Math.min(0.6, Math.max(0, products / squares)) : 0;
}
