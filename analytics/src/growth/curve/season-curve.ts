import { findSteps, type Step } from '../smooth/steps.ts';
import { smoothPiece, type SmoothOptions, type SmoothPiece } from '../smooth/smooth-piece.ts';
import type { Points } from '../smooth/loess.ts';
import type { DaySeries } from './day-series.ts';
import { hiddenStretches, unhidden, type Hidden } from './hidden.ts';
import type { LeftOutValue } from '../seasons/reading.ts';

/** The season day by day: index is the days since the first value; NaN where a gap is too long to bridge. */
export interface SeasonCurve {
  readonly value: Float64Array;
  /** Bounds of 90 %. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The measured value, NaN where there is none that counts. */
  readonly seen: Float64Array;
  /** Days seen by half of the usual frames or more: a change lies between two of them. */
  readonly firm: ReadonlySet<number>;
  /** First days after the lasting jumps. */
  readonly steps: readonly CurveStep[];
  readonly hidden: readonly Hidden[];
  /** Days of hidden stretches whose values were scaled to what would be seen. */
  readonly estimated: ReadonlySet<number>;
  readonly leftOut: readonly { readonly x: number; readonly value: number; readonly reason: LeftOutValue['reason'] }[];
}

export interface CurveStep {
  /** Last day with a value before, first day after. */
  readonly before: number;
  readonly after: number;
  readonly jump: number;
}

/** Longer gaps are not bridged, days. */
const longestBridge = 21;
/** In a gap of more days a change at once cannot be dated: the curve runs straight through it. */
const datedStepDays = 4;
const ninety = 1.645;
/** Least share of the range that is a step, and an outlier. */
const stepShare = 0.1;
const outlierShare = 0.05;
/** A value scaled up five to eight times, by what water hides, has about twice the noise of one that is measured on a flank. */
const scaledTrust = 0.2;

/** Smooths the values between the steps, without outliers and without what hid the field. */
export function seasonCurve(series: DaySeries): SeasonCurve {
  const { x, y, noise, range } = series;
  const leastJump = Math.max(6 * noise, stepShare * range);
  const hidden = hiddenStretches(series, findSteps(x, y, leastJump));
  const shown = withoutHidden(series, hidden);
  // Scaled values scatter too much to tell a jump.
  const isCovered = (day: number) => hidden.some(({ from, to }) => day >= x[from]! && day <= (x[to] ?? day));
  const steps = findSteps(shown.x, shown.y, leastJump).filter(({ at }) => !isCovered(shown.x[at]!));
  const leastOutlier = Math.max(5 * noise, outlierShare * range);
  const { curve, outliers } = drawPieces(shown, steps, x.at(-1)! + 1, { noise, leastOutlier });
  const left = new Map(outliers.map((place): [number, LeftOutValue['reason']] => [shown.x[place]!, 'outlier']));
  const estimated = new Set<number>();
  for (const { from, to, reason } of hidden) {
    for (const day of x.subarray(from, to)) {
      if (reason === 'disturbed' && shown.x.includes(day) && !left.has(day)) estimated.add(day);
      left.set(day, reason);
    }
  }
  for (const day of left.keys()) curve.seen[day] = Number.NaN;
  return {
    ...{ ...curve, hidden, estimated, steps: steps.map((step) => stepOf(shown.x, step)) },
    firm: new Set(x.filter((day, place) => series.isFirm[place]! && !left.has(day))),
    leftOut: [...x.keys()].flatMap((place) => {
      const reason = left.get(x[place]!);
      return reason ? [{ x: x[place]!, value: y[place]!, reason }] : [];
    }),
  };
}

/** Smooths and draws what lies between the steps; `outliers` are places in the points. */
function drawPieces(
  shown: Points,
  steps: readonly Step[],
  length: number,
  options: SmoothOptions,
): { curve: Drawing; outliers: number[] } {
  const curve = emptyCurve(length);
  const outliers: number[] = [];
  const edges = [0, ...steps.map(({ at }) => at), shown.x.length];
  let last: { piece: SmoothPiece; points: Points } | undefined;
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const points = slice(shown, edges[index]!, edges[index + 1]!);
    const piece = smoothPiece(points, options);
    if (last) joinPieces(curve, last, { piece, points });
    drawPiece(curve, piece, points);
    outliers.push(...piece.outliers.map((place) => edges[index]! + place));
    last = { piece, points };
  }
  return { curve, outliers };
}

function emptyCurve(length: number): Record<'value' | 'low' | 'high' | 'seen', Float64Array> {
  const empty = () => new Float64Array(length).fill(Number.NaN);
  return { value: empty(), low: empty(), high: empty(), seen: empty() };
}

function stepOf(x: Float64Array, { at, jump }: { at: number; jump: number }): CurveStep {
  return { before: x[at - 1]!, after: x[at]!, jump };
}

/** The points that count; those of a disturbed stretch as if nothing were hidden, with little weight. */
function withoutHidden(series: DaySeries, hidden: readonly Hidden[]): Points {
  const { x, y, weights } = series;
  const values = y.slice();
  const trust = weights.slice();
  for (const stretch of hidden) {
    const scaled = stretch.reason === 'disturbed' ? unhidden(series, stretch) : undefined;
    for (let place = stretch.from; place < stretch.to; place += 1) {
      values[place] = scaled?.[place - stretch.from] ?? Number.NaN;
      trust[place] = trust[place]! * scaledTrust;
    }
  }
  const kept = [...x.keys()].filter((place) => !Number.isNaN(values[place]!));
  const of = (all: Float64Array) => Float64Array.from(kept, (place) => all[place]!);
  return { x: of(x), y: of(values), weights: of(trust) };
}

function slice({ x, y, weights }: Points, from: number, to: number): Points {
  return { x: x.slice(from, to), y: y.slice(from, to), weights: weights.slice(from, to) };
}

type Drawing = ReturnType<typeof emptyCurve>;

/** Draws a piece from its first to its last day, without gaps that are too long. */
function drawPiece(curve: Drawing, piece: SmoothPiece, { x, y }: Points): void {
  for (let index = 0; index < x.length; index += 1) {
    curve.seen[x[index]!] = y[index]!;
    const gap = (x[index + 1] ?? x[index]! + 1) - x[index]!;
    if (gap > longestBridge) draw(curve, x[index]!, piece.at(x[index]!));
    else for (let day = x[index]!; day < x[index]! + gap; day += 1) draw(curve, day, piece.at(day));
  }
}

function draw({ value, low, high }: Drawing, day: number, at: { value: number; error: number }): void {
  value[day] = at.value;
  low[day] = at.value - ninety * at.error;
  high[day] = at.value + ninety * at.error;
}

/** The days between two pieces: the change lies in the middle of a short gap; a longer one is crossed in a straight line. */
function joinPieces(
  curve: Drawing,
  before: { piece: SmoothPiece; points: Points },
  after: { piece: SmoothPiece; points: Points },
): void {
  const from = before.points.x.at(-1)!;
  const to = after.points.x[0]!;
  if (to - from > longestBridge) return;
  const [left, right] = [before.piece.at(from), after.piece.at(to)];
  for (let day = from + 1; day < to; day += 1) {
    const share = to - from > datedStepDays ? (day - from) / (to - from) : day < (from + to) / 2 ? 0 : 1;
    const value = left.value + (right.value - left.value) * share;
    curve.value[day] = value;
    curve.low[day] = Math.min(left.value, right.value) - ninety * Math.max(left.error, right.error);
    curve.high[day] = Math.max(left.value, right.value) + ninety * Math.max(left.error, right.error);
  }
}
