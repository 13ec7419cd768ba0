import { madSd, median } from '../../growth/windows/quantile.ts';

/** One reading of the water, in the unit of its limit; null where the sensor gave none. */
export interface TidePoint {
  /** UTC ms. */
  readonly t: number;
  readonly value: number | null;
}

/** The medians of an hour's readings. */
export interface HourlyValue {
  readonly t: number;
  readonly value: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What is looked at: salt follows rain and season, which older days do not know of. */
const mostDays = 60;
/** After a longer silence the record begins anew: the river may have become another. */
const longestGapDays = 5;
/** Neighbours on each side, and deviations from their median, beyond which an hour is a fault of the sensor. */
const neighbours = 2;
const spikeWidth = 8;
/** The newest hours are never taken for a fault: they may be the first of a surge. */
const newestKept = 3;

/** What is learned from. */
export interface TideRecord {
  /** In order of time, without single spikes. */
  readonly hours: readonly HourlyValue[];
  /** The newest reading as it came. */
  readonly newest: HourlyValue | undefined;
  /** Days from the first hour to the last. */
  readonly days: number;
  /** Share of the hours in between that are known, 0–1. */
  readonly shareKnown: number;
  /** True where a silence of more than five days cut older hours off. */
  readonly afterGap: boolean;
}

/** The record of the last 60 days up to `now`, UTC ms, from readings in any order. */
export function tideRecord(points: readonly TidePoint[], now: number): TideRecord {
  const known = points.filter((point): point is HourlyValue => {
    return point.value !== null && Number.isFinite(point.value) && point.t <= now && point.t > now - mostDays * dayMs;
  });
  const all = withoutSpikes(hourlyMedians(known));
  const start = all.findLastIndex(({ t }, index) => index > 0 && t - all[index - 1]!.t > longestGapDays * dayMs);
  const hours = all.slice(Math.max(0, start));
  const days = daysOf(hours);
  return {
    ...{ hours, days, afterGap: start > 0 },
    newest: known.reduce<HourlyValue | undefined>(
      (last, point) => (last && last.t >= point.t ? last : point),
      undefined,
    ),
    shareKnown: hours.length === 0 ? 0 : Math.min(1, hours.length / (days * 24 + 1)),
  };
}

/** Days from the first hour to the last. */
export function daysOf(hours: readonly HourlyValue[]): number {
  return hours.length === 0 ? 0 : (hours.at(-1)!.t - hours[0]!.t) / dayMs;
}

function hourlyMedians(points: readonly HourlyValue[]): HourlyValue[] {
  const byHour = Map.groupBy(points, ({ t }) => Math.floor(t / hourMs));
  const hours = [...byHour.values()].map((own) => {
    return { t: median(own.map(({ t }) => t)), value: median(own.map(({ value }) => value)) };
  });
  return hours.sort((a, b) => a.t - b.t);
}

function withoutSpikes(hours: readonly HourlyValue[]): HourlyValue[] {
  const off = hours.map(({ value }, index) => {
    // Without the hour itself: while the tide rises or falls it would be the middle one.
    const near = [
      ...hours.slice(Math.max(0, index - neighbours), index),
      ...hours.slice(index + 1, index + 1 + neighbours),
    ];
    return value - median(near.map((one) => one.value));
  });
  const limit = spikeWidth * madSd(off, 0);
  return hours.filter(
    (_, index) => limit === 0 || Math.abs(off[index]!) <= limit || index >= hours.length - newestKept,
  );
}
