import { addDays, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import { Cron } from 'croner';

// A year of ten cameras; asking cron for a day costs a millisecond.
const maxCachedDays = 4000;
const cache = new Map<string, readonly number[]>();

/** When a cron in site time expects captures on a local day, UTC ms in order; throws where the cron does not parse. */
export function expectedCaptures(schedule: string, timeZone: string, day: LocalDay): readonly number[] {
  const key = `${day} ${timeZone} ${schedule}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= maxCachedDays) cache.clear();
  const slots = cronSlots(schedule, timeZone, day);
  cache.set(key, slots);
  return slots;
}

// More captures than any film has frames for in a day.
const maxSlots = 86_400;

function cronSlots(schedule: string, timeZone: string, day: LocalDay): number[] {
  const end = startOfLocalDay(addDays(day, 1), timeZone);
  const cron = new Cron(schedule, { timezone: timeZone, paused: true });
  const slots: number[] = [];
  for (let at = startOfLocalDay(day, timeZone) - 1; slots.length < maxSlots;) {
    const next = cron.nextRun(new Date(at))?.getTime();
    if (next === undefined || next >= end) break;
    if (next > at) slots.push(next);
    at = Math.max(next, at + 1000);
  }
  return slots;
}
