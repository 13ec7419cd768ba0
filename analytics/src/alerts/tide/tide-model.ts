import { median } from '../../growth/windows/quantile.ts';
import { lunarDayHours, tideRow } from './constituents.ts';
import type { HourlyValue } from './hourly-record.ts';
import { product, robustLeastSquares } from './least-squares.ts';

/** On which scale tide and river add up. */
export interface TideScale {
  scaled(value: number): number;
  unscaled(scaled: number): number;
}

/** Where salt is so little, g/L, that its ratios say nothing. */
const freshGramPerL = 0.05;

/**
 * Salt is mixed, sea water with river water: season, spring tide and high water multiply, so its logarithm is regressed (measured on the
 * simulator: docs/alerts.md). The level of water is a sum.
 */
export const tideScales = {
  salinity: {
    scaled: (value) => Math.log(Math.max(0, value) + freshGramPerL),
    unscaled: (scaled) => Math.max(0, Math.exp(scaled) - freshGramPerL),
  },
  waterLevel: { scaled: (value) => value, unscaled: (scaled) => scaled },
} as const satisfies Record<string, TideScale>;

export type TidalQuantity = keyof typeof tideScales;

const hourMs = 3_600_000;
const leastLevelHours = 12;

/** What the tide does at a time (UTC ms), on the model's scale. */
export type TideModel = (t: number) => number;

/** Learns the tide of a record; linear in its coefficients on the scale. */
export function fitTide(record: readonly HourlyValue[], { scaled }: TideScale): TideModel {
  const origin = record.at(-1)!.t;
  const rows = record.map(({ t }) => tideRow((t - origin) / hourMs));
  const coefficients = robustLeastSquares(
    rows,
    record.map(({ value }) => scaled(value)),
  );
  return (t) => product(tideRow((t - origin) / hourMs), coefficients);
}

/**
 * The tide as it goes on from an hour of a record, on the model's scale: shifted by the median of what the lunar day up to it was off,
 * so that a flood or a drought that came after the learning is in it. Undefined where that day is not known well enough.
 */
export function tideFrom(
  model: TideModel,
  record: readonly HourlyValue[],
  last: number,
  { scaled }: TideScale,
): TideModel | undefined {
  const day = lunarDayBefore(record, last);
  if (day.length < leastLevelHours) return undefined;
  const shift = median(day.map(({ t, value }) => scaled(value) - model(t)));
  return (t) => model(t) + shift;
}

/** The hours of the lunar day that ends with the hour at index `last`. */
export function lunarDayBefore(record: readonly HourlyValue[], last: number): readonly HourlyValue[] {
  const from = record[last]!.t - lunarDayHours * hourMs;
  let first = last;
  while (first > 0 && record[first - 1]!.t > from) first -= 1;
  return record.slice(first, last + 1);
}
