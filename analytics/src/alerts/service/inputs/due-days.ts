import { addDays, localDayOf, type LocalDay } from '@fieldlapse/contracts';
import type { DueSensorDayRow } from '@fieldlapse/store';
import type { AcceptedReading } from './batches.ts';

/** Daily values look at so many days before theirs, that of rain at most. */
export const daysBack = 15;

/**
 * Days whose values follow from readings: their own, and later ones that have ended by now and look back at them. Dry-downs are counted from sowing
 * on, so that a water level touches every day since.
 */
export function daysTouched(
  readings: readonly AcceptedReading[],
  timeZoneOf: (site: string) => string | undefined,
  now: number,
): DueSensorDayRow[] {
  const days = new Map<string, DueSensorDayRow>();
  const first = new Map<string, { reading: AcceptedReading; day: LocalDay; toNow: boolean }>();
  for (const reading of readings) {
    const timeZone = timeZoneOf(reading.site);
    if (timeZone === undefined) continue;
    const day = localDayOf(reading.t, timeZone);
    const key = `${reading.site}/${reading.sensor}/${day}`;
    const toNow = reading.quantity === 'waterLevelCm' || (first.get(key)?.toNow ?? false);
    first.set(key, { reading, day, toNow });
  }
  for (const { reading, day, toNow } of first.values()) {
    const { site, sensor } = reading;
    const today = localDayOf(now, timeZoneOf(site)!);
    const last = toNow ? today : addDays(day, daysBack);
    for (let one = day; one === day || (one < today && one <= last); one = addDays(one, 1)) {
      days.set(`${site}/${sensor}/${one}`, { site, sensor, day: one });
    }
  }
  return [...days.values()];
}
