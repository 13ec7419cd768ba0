import { addDays, startOfLocalDay, type LocalDay } from '@fieldlapse/contracts';
import { zonedTimeMs } from '../pictures/zoned-time.ts';
import { dayOf, type DateOrder } from './table-days.ts';

const clockTime =
  /^\S+?(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i;
const dayMs = 86_400_000;

/**
 * A function from what a row says of its time to UTC ms: a day, or a day and a time (24 hours or am/pm), by the clock of `timeZone`
 * unless it names its own offset; a day alone is its midnight. Undefined where there is no such time.
 */
export function timeReader(order: DateOrder, timeZone: string): (text: string) => number | undefined {
  // Rows of one day follow each other; to ask for the zone's offset is slow.
  let known: { day: LocalDay; start: number; plainDay: boolean } | undefined;
  const dayAt = (day: LocalDay) => {
    if (known?.day === day) return known;
    const start = startOfLocalDay(day, timeZone);
    return (known = { day, start, plainDay: startOfLocalDay(addDays(day, 1), timeZone) - start === dayMs });
  };
  return (text) => {
    const day = dayOf(text, order);
    const [found, hour = '0', minute = '00', second = '00', half, offset] = clockTime.exec(text) ?? [];
    if (day === undefined || found === undefined) return undefined;
    const hours = half ? (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0) : Number(hour);
    if (hours > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
    const { start, plainDay } = dayAt(day);
    if (plainDay && !offset) return start + ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1000;
    const local = `${day}T${String(hours).padStart(2, '0')}:${minute}:${second}`;
    return zonedTimeMs(`${local}${offsetOf(offset)}`, timeZone);
  };
}

function offsetOf(offset: string | undefined): string {
  if (!offset) return '';
  return /^[+-]/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(-2)}` : 'Z';
}
