import { addDays, daysBetween, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import type { SeriesStore } from '@fieldlapse/store';
import { badExport } from '../order.ts';

/** Least and greatest air temperature of a day, °C. */
export interface DayTemperature {
  readonly minC: number;
  readonly maxC: number;
}

/**
 * Degree days of one day, °C·d: the mean of least and greatest temperature, each held within the limits of growth, over the
 * lower one [McMaster and Wilhelm, 1997, method 2; University of Maryland Extension for maize, 10 and 30 °C].
 */
export function degreeDaysOf({ minC, maxC }: DayTemperature, baseTempC: number, upperTempC = Infinity): number {
  return Math.max(0, (Math.min(maxC, upperTempC) + Math.max(minC, baseTempC)) / 2 - baseTempC);
}

// A sensor that was silent for longer than this says too little of the days between.
const bridgedDays = 3;

/**
 * Degree days from sowing to the end of each day, by place: 0 is the day of sowing. Days without a temperature in a short
 * gap get the mean of their neighbours. Returns the first day of a longer gap instead where there is one.
 */
export function heatSums(days: readonly (DayTemperature | null)[], baseTempC: number): number[] | { missing: number } {
  const daily = days.map((day) => (day === null ? null : degreeDaysOf(day, baseTempC)));
  const sums: number[] = [];
  let sum = 0;
  for (const [index, heat] of daily.entries()) {
    const known = heat ?? bridged(daily, index);
    if (known === null) return { missing: index };
    sum += known;
    sums.push(sum);
  }
  return sums;
}

function bridged(daily: readonly (number | null)[], index: number): number | null {
  const before = daily.findLastIndex((heat, at) => at < index && heat !== null);
  const after = daily.findIndex((heat, at) => at > index && heat !== null);
  const gap = (after < 0 ? daily.length : after) - before - 1;
  const neighbours = [daily[before], daily[after]].filter((heat) => heat !== undefined && heat !== null);
  if (gap > bridgedDays || neighbours.length === 0) return null;
  return neighbours.reduce((total, heat) => total + heat, 0) / neighbours.length;
}

export interface HeatOf {
  readonly site: string;
  readonly timeZone: string;
  readonly sowing: LocalDay;
  readonly lastDay: LocalDay;
  readonly baseTempC: number;
  /** Sensors of the plot, which are preferred to others of the site. */
  readonly sensors: readonly string[];
}

const quantity = 'airTempC';

/**
 * Degree days from sowing to the end of a day, from the site's air temperature. Throws `BAD_EXPORT` where the site has no
 * such series or too long a gap in it.
 */
export async function heatByDay(series: SeriesStore, of: HeatOf): Promise<(day: LocalDay) => number> {
  const { site, timeZone, sowing, lastDay, baseTempC, sensors } = of;
  const names = (await series.latest(`${site}/`))
    .map((point) => point.series)
    .filter((name) => name.endsWith(`/${quantity}`));
  const name = names.find((one) => sensors.includes(one.split('/')[1] ?? '')) ?? names.toSorted()[0];
  if (name === undefined)
    throw badExport('compare.align', `${site} has no series of ${quantity} to count degree days from`);
  const days: (DayTemperature | null)[] = [];
  for (let day = sowing; day <= lastDay; day = addDays(day, 1)) {
    const [from, to] = [startOfLocalDay(day, timeZone), startOfLocalDay(addDays(day, 1), timeZone)];
    const [bucket] = await series.buckets(name, from, to, 1);
    days.push(bucket ? { minC: bucket.min, maxC: bucket.max } : null);
  }
  const sums = heatSums(days, baseTempC);
  if ('missing' in sums) {
    throw badExport(
      'compare.align',
      `${name} is silent for more than ${bridgedDays} days from ${addDays(sowing, sums.missing)}`,
    );
  }
  // Before sowing days count backwards, so that they keep their order.
  return (day) => (day < sowing ? daysBetween(sowing, day) : (sums[daysBetween(sowing, day)] ?? sums.at(-1) ?? 0));
}
