import {
  addDays,
  bridgedHeatDays,
  daysBetween,
  heatSums,
  startOfLocalDay,
  type DayTemperature,
  type LocalDay,
} from '@fieldlapse/contracts';
import type { SeriesStore } from '@fieldlapse/store';
import { badExport } from '../order.ts';

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
      `${name} is silent for more than ${bridgedHeatDays} days from ${addDays(sowing, sums.missing)}`,
    );
  }
  // Before sowing days count backwards, so that they keep their order.
  return (day) => (day < sowing ? daysBetween(sowing, day) : (sums[daysBetween(sowing, day)] ?? sums.at(-1) ?? 0));
}
