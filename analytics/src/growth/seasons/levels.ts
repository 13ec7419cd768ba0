import { changepoints } from '../smooth/changepoints.ts';
import { madSd, quantile } from '../windows/quantile.ts';
import type { SeasonCurve } from '../curve/season-curve.ts';

/** The value before or after a rise, or at its top, with its standard error. */
export interface Level {
  readonly value: number;
  readonly error: number;
}

/** A valley that is short or slanting counts by its lowest tenth of the rise only. */
const bottomShare = 0.1;
const topQuantile = 0.9;

/**
 * The low level around the deepest day between two peaks: the median of the values of its segment, between the
 * changepoints (PELT, 14 days or more) and the steps next to it.
 */
export function lowLevel(
  curve: SeasonCurve,
  noise: number,
  valley: number,
  between: { from: number; to: number },
): Level {
  const [from, to] = segmentAround(curve, noise, valley, between);
  const bottom = curve.value[valley]!;
  const top = Math.max(
    ...range(between.from, between.to)
      .map((day) => curve.value[day]!)
      .filter(Number.isFinite),
  );
  const days = range(from, to).filter((day) => curve.value[day]! <= bottom + bottomShare * (top - bottom));
  return levelOf(valuesOn(curve, days), bottom, 0.5);
}

/** The high level: the 0.9 quantile of the values on the days in which the curve is above the middle. */
export function highLevel(curve: SeasonCurve, low: number, peak: number, between: { from: number; to: number }): Level {
  const middle = (low + curve.value[peak]!) / 2;
  const days = range(between.from, between.to).filter((day) => curve.value[day]! >= middle);
  return levelOf(valuesOn(curve, days), curve.value[peak]!, topQuantile);
}

function levelOf(values: readonly number[], otherwise: number, share: number): Level {
  if (values.length === 0) return { value: otherwise, error: 0 };
  return { value: quantile(values, share), error: (1.25 * madSd([...values])) / Math.sqrt(values.length) };
}

function valuesOn({ seen }: SeasonCurve, days: readonly number[]): number[] {
  return days.map((day) => seen[day]!).filter(Number.isFinite);
}

/** First day of the segment that holds the valley, and the day behind its last. */
function segmentAround(
  curve: SeasonCurve,
  noise: number,
  valley: number,
  { from, to }: { from: number; to: number },
): [number, number] {
  const left = Math.max(from, ...curve.steps.filter(({ after }) => after <= valley).map(({ after }) => after));
  const right = Math.min(to, ...curve.steps.filter(({ after }) => after > valley).map(({ after }) => after));
  const days = range(left, right).filter((day) => Number.isFinite(curve.seen[day]!));
  const values = days.map((day) => curve.seen[day]!);
  const breaks = changepoints(days, values, noise).map((place) => days[place]!);
  return [
    Math.max(left, ...breaks.filter((day) => day <= valley)),
    Math.min(right, ...breaks.filter((day) => day > valley)),
  ];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
