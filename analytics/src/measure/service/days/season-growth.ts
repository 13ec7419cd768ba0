import type { LocalDay } from '@fieldlapse/contracts';
import type { DayMetrics } from '@fieldlapse/store';
import type { DayValue, SeasonReading } from '../../../growth/seasons/reading.ts';
import { readSeason } from '../../../growth/seasons/read-season.ts';
import type { SeasonSpan } from './seasons.ts';

/** The statistic of a day that seasons are read from: the 90th percentile, as PhenoCam does. */
export const seasonStatistic = 'd1-p90';

/** What the daily values of a metric say about a season; JSON of it is kept. */
export interface SeasonGrowth {
  readonly statistic: typeof seasonStatistic;
  readonly sowing: LocalDay | null;
  readonly reading: SeasonReading;
}

/** Daily values as seasons are read from. `colours` are the area's mean colour, DN, by day. */
export function dayValues(days: readonly DayMetrics[], colours: ReadonlyMap<LocalDay, DayValue['colour']>): DayValue[] {
  return days.map(({ day, statistics, count }) => {
    const colour = colours.get(day);
    return { day, value: statistics[seasonStatistic] ?? null, count, ...(colour && { colour }) };
  });
}

/** Reads one season up to and including `today`. */
export function seasonGrowth(days: readonly DayValue[], { sowing, to }: SeasonSpan, today: LocalDay): SeasonGrowth {
  const last = to !== undefined && to < today ? to : today;
  const reading = readSeason({ days, today: last, sowing });
  return { statistic: seasonStatistic, sowing: sowing ?? null, reading };
}
