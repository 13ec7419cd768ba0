import { addDays, daysBetween, type LocalDay } from '@fieldlapse/contracts';
import { noiseSd, rangeOf } from '../smooth/noise.ts';
import { median } from '../windows/quantile.ts';
import type { DayValue, SeasonInput } from '../seasons/reading.ts';

/** Days with values as arrays of one length, in order of days. */
export interface DaySeries {
  /** Days since the first one. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How much a value counts: about 1. */
  readonly weights: Float64Array;
  /** Share that plants of any colour cover; NaN where it is not known. */
  readonly plantCover: Float64Array;
  /** False for the bare days before the first value that nobody saw. */
  readonly isSeen: readonly boolean[];
  /** Whether a value rests on half of the usual frames or more; the bare days before the first value do. */
  readonly isFirm: readonly boolean[];
  /** Days that were left out for too few frames. */
  readonly thin: readonly { readonly day: LocalDay; readonly value: number }[];
  /** Standard deviation of the noise of single values, and their range without wild ones. */
  readonly noise: number;
  readonly range: number;
  /** The calendar day so many days after the first one. */
  dayAt(x: number): LocalDay;
  /** The reverse of {@link dayAt}. */
  placeOf(day: LocalDay): number;
}

/** A day with less than this share of the usual frames is left out: what gets through bad weather is often bad too. */
const thinShare = 1 / 3;
/** Where more frames than that were withheld, the few that were not may tell of the weather and not of the field. */
const firmShare = 1 / 2;
/** After so many days from sowing the rise may be past. */
const latestFirstDay = 20;

/** The days with values up to `today`, each once; undefined where there are none. */
export function daySeries(input: SeasonInput): DaySeries | undefined {
  const all = knownDays(input);
  const usualCount = median(all.map(({ count }) => count));
  const isThin = ({ count }: DayValue) => count < usualCount * thinShare;
  const seen = all.filter((one) => !isThin(one));
  const inOrder = [...bareDays(seen[0]?.day, input), ...seen];
  const first = inOrder[0]?.day;
  if (first === undefined) return undefined;
  const of = (pick: (one: Known) => number) => Float64Array.from(inOrder, pick);
  const x = of(({ day }) => daysBetween(first, day));
  const y = of(({ value }) => value);
  const trust = of(({ count }) => Math.max(count, 0.5) / (Math.max(count, 0.5) + 1));
  const usual = median(trust);
  return {
    ...{ x, y },
    weights: trust.map((weight) => weight / usual),
    plantCover: of(({ plantCover }) => plantCover ?? Number.NaN),
    isSeen: inOrder.map(({ count }) => count > 0),
    isFirm: inOrder.map(({ count }) => count === 0 || count >= usualCount * firmShare),
    thin: all.filter(isThin).map(({ day, value }) => ({ day, value })),
    ...{ noise: noiseSd(x, y), range: rangeOf(y) },
    dayAt: (at) => addDays(first, at),
    placeOf: (day) => daysBetween(first, day),
  };
}

type Known = DayValue & { readonly value: number };

/** The days with a value up to `today`, each once, in order. */
function knownDays({ days, today }: SeasonInput): Known[] {
  const known = new Map<LocalDay, Known>();
  for (const one of days) {
    if (one.day > today || one.value === null || !Number.isFinite(one.value)) continue;
    const other = known.get(one.day);
    if (!other || isBetter(one, other)) known.set(one.day, { ...one, value: one.value });
  }
  return [...known.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The day of sowing, if it has no value, and the one before, where the first value came soon after: the ground was bare. */
function bareDays(first: LocalDay | undefined, { sowing, bareValue }: SeasonInput): Known[] {
  if (first === undefined || sowing === undefined || bareValue === undefined) return [];
  const late = daysBetween(sowing, first);
  if (late < 0 || late > latestFirstDay) return [];
  return (late === 0 ? [-1] : [-1, 0]).map((offset) => ({ day: addDays(sowing, offset), value: bareValue, count: 0 }));
}

/** Of two values for a day the one of more frames, then the greater: the order of the input must not matter. */
function isBetter(one: DayValue, other: Known): boolean {
  return one.count > other.count || (one.count === other.count && (one.value ?? 0) > other.value);
}
