import { daysBetween, type LocalDay } from '@fieldlapse/contracts';
import type { CurvePoint } from '../seasons/reading.ts';
import { median } from '../windows/quantile.ts';

/** A season that can be laid over another one. */
export interface ComparedSeason {
  readonly sowing: LocalDay;
  readonly curve: readonly CurvePoint[];
  /** °C·d from sowing to the end of each day, place 0 is the day of sowing; needed to align by degree days. */
  readonly heat?: readonly number[] | null;
  /** A curve that somebody wrote down, no season that was measured. */
  readonly isReference?: boolean;
}

export type Alignment = 'days-after-sowing' | 'degree-days';

/** How a season stands against others of the same metric and method. */
export interface SeasonComparison {
  readonly alignment: Alignment;
  /** `unknown`: no season can be laid over it, or the curves are flat there, so that a lag does not show. */
  readonly verdict: 'behind' | 'ahead' | 'level' | 'unknown';
  /** Days by which it is behind (negative: ahead) with the bounds of 90 %; null where that is unknown. */
  readonly days: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Its value on the last day less the middle of the others' at the same place; null where there is none. */
  readonly difference: number | null;
  /** Seasons and reference curves that it was laid over. */
  readonly seasons: number;
  /** How many of them are reference curves. */
  readonly references: number;
}

/** The last days of the curve are laid over the others. */
const comparedDays = 28;
const fewestDays = 10;
/** Farthest lag that is looked for, days. */
const farthestDays = 45;
/** A lag is worth a word from so many days on. */
const leastDays = 3;
/** A lag with a standard error of more days says nothing. */
const vaguestDays = 10;
/** A smoothed curve has about one independent value in so many days. */
const smoothedDays = 7;
const ninety = 1.645;

/**
 * Whether a season is behind others (neighbours, last season, a reference), up to its last day: the shift along days after
 * sowing or degree days that lays its last four weeks best over each of them; the middle of these shifts, with the doubt of
 * each and the spread between them.
 */
export function compareSeasons(
  mine: ComparedSeason,
  others: readonly ComparedSeason[],
  alignment: Alignment = 'days-after-sowing',
): SeasonComparison {
  const recent = placed(mine, alignment).slice(-comparedDays);
  const last = recent.at(-1);
  const first = recent[0];
  const unknown: SeasonComparison = {
    ...{
      alignment,
      verdict: 'unknown',
      days: null,
      low: null,
      high: null,
      difference: null,
      seasons: 0,
      references: 0,
    },
  };
  if (!last || !first || recent.length < fewestDays) return unknown;
  const perDay = (last.at - first.at) / Math.max(1, daysBetween(first.day, last.day));
  if (!(perDay > 0)) return unknown;
  const curves = others
    .map((other) => ({ isReference: other.isReference === true, curve: placed(other, alignment) }))
    .filter(({ curve }) => curve.length >= fewestDays);
  const lags = curves.flatMap(({ curve, isReference }) => {
    const lag = lagBehind(recent, curve, perDay);
    return lag ? [{ ...lag, isReference }] : [];
  });
  const there = curves.flatMap(({ curve }) => valueAt(curve, last.at)?.value ?? []);
  const difference = there.length > 0 ? last.value - median(there) : null;
  if (lags.length === 0) return { ...unknown, difference };
  const days = median(lags.map((lag) => lag.days));
  const spread = lags.length > 1 ? Math.sqrt(variance(lags.map((lag) => lag.days)) / lags.length) : 0;
  const doubt = ninety * Math.hypot(median(lags.map((lag) => lag.error)), spread);
  const [low, high] = [days - doubt, days + doubt];
  const verdict = low > 0 && days >= leastDays ? 'behind' : high < 0 && days <= -leastDays ? 'ahead' : 'level';
  const references = lags.filter(({ isReference }) => isReference).length;
  return { alignment, verdict, days, low, high, difference, seasons: lags.length, references };
}

/** A point of a curve at its place: days after sowing, or degree days. */
interface Placed {
  readonly day: LocalDay;
  readonly at: number;
  readonly value: number;
  readonly error: number;
}

function placed({ sowing, curve, heat }: ComparedSeason, alignment: Alignment): Placed[] {
  return curve.flatMap(({ day, value, low, high }) => {
    const days = daysBetween(sowing, day);
    const at = alignment === 'days-after-sowing' ? days : heat?.[days];
    return at === undefined || days < 0 ? [] : [{ day, at, value, error: (high - low) / (2 * ninety) }];
  });
}

/** The value between the points around a place; undefined outside the curve. */
function valueAt(curve: readonly Placed[], at: number): { value: number; error: number } | undefined {
  const after = curve.findIndex((point) => point.at >= at);
  const right = curve[after];
  if (!right) return undefined;
  const left = curve[after - 1];
  if (right.at === at) return right;
  if (!left) return undefined;
  const share = (at - left.at) / (right.at - left.at);
  return { value: left.value + share * (right.value - left.value), error: Math.max(left.error, right.error) };
}

interface Lag {
  readonly days: number;
  readonly error: number;
}

/** The shift that lays the points best over the curve, in steps of half a day; undefined where none shows. */
function lagBehind(points: readonly Placed[], curve: readonly Placed[], perDay: number): Lag | undefined {
  let best: { days: number; misfit: number; shared: number } | undefined;
  for (let days = -farthestDays; days <= farthestDays; days += 0.5) {
    const fit = misfitOf(points, curve, days * perDay);
    if (!fit) continue;
    const nearer = best && fit.misfit === best.misfit && Math.abs(days) < Math.abs(best.days);
    if (!best || fit.misfit < best.misfit || nearer) best = { days, ...fit };
  }
  if (!best) return undefined;
  const error = errorOf(points, curve, best.days * perDay, best.misfit) / perDay;
  // Where the best shift is the farthest one, the lag is not known but larger.
  return error <= vaguestDays && Math.abs(best.days) < farthestDays ? { days: best.days, error } : undefined;
}

/** Mean squared distance in variances, where at least half of the points and the last one meet the curve. */
function misfitOf(
  points: readonly Placed[],
  curve: readonly Placed[],
  shift: number,
): { misfit: number; shared: number } | undefined {
  let sum = 0;
  let shared = 0;
  for (const point of points) {
    const there = valueAt(curve, point.at - shift);
    if (!there) continue;
    shared += 1;
    sum += (point.value - there.value) ** 2 / varianceOf(point, there);
  }
  const last = points.at(-1);
  if (!last || !valueAt(curve, last.at - shift) || shared < Math.max(fewestDays, points.length / 2)) return undefined;
  return { misfit: sum / shared, shared };
}

function varianceOf(point: Placed, there: { error: number }): number {
  return point.error ** 2 + there.error ** 2 + 1e-6;
}

/** Standard error of a shift: a flat curve tells nothing, a steep one much; a bad fit makes it worse. */
function errorOf(points: readonly Placed[], curve: readonly Placed[], shift: number, misfit: number): number {
  let known = 0;
  for (const point of points) {
    const [before, there, after] = [-1, 0, 1].map((step) => valueAt(curve, point.at - shift + step));
    if (!before || !there || !after) continue;
    known += ((after.value - before.value) / 2) ** 2 / varianceOf(point, there);
  }
  return Math.sqrt((Math.max(1, misfit) * smoothedDays) / Math.max(known, 1e-12));
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
