import { median, quantile } from '../../growth/windows/quantile.ts';
import { daysOf, type HourlyValue } from './hourly-record.ts';
import { fitTide, lunarDayBefore, tideFrom, type TideScale } from './tide-model.ts';

/** How far a prediction reaches, h. */
export const horizonHours = 48;

/** What predictions were worth on days that the model did not learn from, each made from an hour of them for the 48 h after it. */
export interface HoldOut {
  /** Days that were held out, at the end of the record. */
  readonly days: number;
  /** Root mean square error of the predictions, in the unit of the readings. */
  readonly rmse: number;
  /** The same of the mean of the days that were learned from, said for every hour. */
  readonly meanRmse: number;
  /** The same of the level of the lunar day before, carried on without a tide. */
  readonly levelRmse: number;
  /**
   * Half the width of the 95 % interval on the model's scale, by hours ahead in steps of six: what 95 % of the errors stayed
   * within, widened for how few days they are of. It never falls with the hours.
   */
  readonly margins: readonly number[];
}

const leastDays = 7;
const share = 0.25;
const stepHours = 6;
const originEveryHours = 3;
const coverage = 0.95;
// Errors hang together for about as long as a prediction reaches: so many days hold days / 2 of them. With so few, Student's quantile is wider
// than the normal one by the factor 1 + (1.96² + 1) / (4ν), to first order [Abramowitz & Stegun 26.7.5].
const widened = (days: number): number => 1 + (1.96 ** 2 + 1) / (4 * (days / (horizonHours / 24)));
const hourMs = 3_600_000;

/** Half the width of the interval so many hours ahead, on the model's scale. */
export function marginAt({ margins }: HoldOut, hoursAhead: number): number {
  return margins[Math.max(0, Math.min(margins.length - 1, Math.ceil(hoursAhead / stepHours) - 1))]!;
}

interface Errors {
  /** On the model's scale, by step of hours ahead. */
  readonly byStep: number[][];
  readonly model: number[];
  readonly mean: number[];
  readonly level: number[];
}

/**
 * Learns from the first part of a record and predicts the last quarter, at least seven days. Undefined where too little of those is
 * known to say how good it is.
 */
export function holdOutOf(record: readonly HourlyValue[], scale: TideScale): HoldOut | undefined {
  const days = Math.max(leastDays, daysOf(record) * share);
  const split = record.findIndex(({ t }) => t > record.at(-1)!.t - days * 24 * hourMs);
  const errors = errorsAfter(record, split, scale);
  if (errors.byStep.some((step) => step.length < leastDays)) return undefined;
  let widest = 0;
  const margins = errors.byStep.map((step) => {
    widest = Math.max(widest, quantile(step.map(Math.abs), coverage) * widened(days));
    return widest;
  });
  return {
    ...{ days, margins },
    rmse: rootMeanSquare(errors.model),
    meanRmse: rootMeanSquare(errors.mean),
    levelRmse: rootMeanSquare(errors.level),
  };
}

function errorsAfter(record: readonly HourlyValue[], split: number, scale: TideScale): Errors {
  const learned = record.slice(0, split);
  const model = fitTide(learned, scale);
  const mean = learned.reduce((sum, { value }) => sum + value, 0) / learned.length;
  const byStep = Array.from({ length: horizonHours / stepHours }, (): number[] => []);
  const errors: Errors = { byStep, model: [], mean: [], level: [] };
  let next = -Infinity;
  for (let last = split; last < record.length; last += 1) {
    const origin = record[last]!.t;
    const tide = origin < next ? undefined : tideFrom(model, record, last, scale);
    if (!tide) continue;
    next = origin + originEveryHours * hourMs;
    const level = median(lunarDayBefore(record, last).map(({ value }) => value));
    for (let index = last + 1; index < record.length; index += 1) {
      const { t, value } = record[index]!;
      const step = Math.ceil((t - origin) / hourMs / stepHours) - 1;
      if (step >= byStep.length) break;
      byStep[step]!.push(scale.scaled(value) - tide(t));
      errors.model.push(value - scale.unscaled(tide(t)));
      errors.mean.push(value - mean);
      errors.level.push(value - level);
    }
  }
  return errors;
}

function rootMeanSquare(errors: readonly number[]): number {
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
}
