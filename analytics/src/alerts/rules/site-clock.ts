import { localDayOf, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';

/** Local days and hours of a site, quickly: engines ask for every point. */
export interface SiteClock {
  dayOf(t: number): LocalDay;
  /** UTC ms of the local midnight at or before `t`. */
  midnightBefore(t: number): number;
  /** Minutes since local midnight, by the time that has passed. */
  minuteOf(t: number): number;
}

interface Day {
  readonly day: LocalDay;
  readonly from: number;
  readonly to: number;
}

const mostDays = 800;
const dayMs = 86_400_000;

export function siteClock(timeZone: string): SiteClock {
  // By UTC day: a local day touches two of them.
  const days = new Map<number, Day[]>();
  let latest: Day | undefined;

  const find = (t: number): Day => {
    if (latest && t >= latest.from && t < latest.to) return latest;
    const utcDay = Math.floor(t / dayMs);
    const known = days.get(utcDay)?.find(({ from, to }) => t >= from && t < to);
    if (known) return (latest = known);
    const day = localDayOf(t, timeZone);
    const from = startOfLocalDay(day, timeZone);
    // The next local day begins within 26 hours, whatever the clocks do.
    const to = startOfLocalDay(localDayOf(from + 26 * 3_600_000, timeZone), timeZone);
    const found = { day, from, to };
    if (days.size > mostDays) days.clear();
    days.set(utcDay, [...(days.get(utcDay) ?? []), found]);
    return (latest = found);
  };
  return {
    dayOf: (t) => find(t).day,
    midnightBefore: (t) => find(t).from,
    minuteOf: (t) => Math.floor((t - find(t).from) / 60_000),
  };
}
