import { addDays, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import { Cron } from 'croner';

const dayMs = 24 * 3_600_000;
// More captures than any film has frames for in a day.
const maxSlots = 86_400;
// A year of ten cameras: asking cron for a capture costs a tenth of a millisecond.
const maxCachedDays = 4000;
const cache = new Map<string, readonly number[]>();

/** When a cron in site time expects captures on a local day, UTC ms in order; throws where the cron does not parse. */
export function expectedCaptures(schedule: string, timeZone: string, day: LocalDay): readonly number[] {
  const start = startOfLocalDay(day, timeZone);
  const end = startOfLocalDay(addDays(day, 1), timeZone);
  if (end - start !== dayMs || !isDaily(schedule)) return cronSlots(schedule, timeZone, start, end);
  return cronSlots(schedule, 'UTC', 0, dayMs).map((offset) => start + offset);
}

/** A schedule that does not look at the date asks cron for one day only. */
function isDaily(schedule: string): boolean {
  const [dayOfMonth, month, weekday] = schedule.trim().split(/\s+/).slice(-3);
  return dayOfMonth === '*' && month === '*' && weekday === '*';
}

function cronSlots(schedule: string, timeZone: string, start: number, end: number): readonly number[] {
  const key = `${start} ${timeZone} ${schedule}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= maxCachedDays) cache.clear();
  const cron = new Cron(schedule, { timezone: timeZone, paused: true });
  const slots: number[] = [];
  for (let at = start - 1; slots.length < maxSlots;) {
    const next = cron.nextRun(new Date(at))?.getTime();
    if (next === undefined || next >= end) break;
    if (next > at) slots.push(next);
    at = Math.max(next, at + 1000);
  }
  cache.set(key, slots);
  return slots;
}
