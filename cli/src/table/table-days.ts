import { FieldlapseError, type LocalDay } from '@fieldlapse/contracts';

/** How the days of a table are written: day, month, year; month, day, year; or year, month, day. */
export const dateOrders = ['dmy', 'mdy', 'iso'] as const;
export type DateOrder = (typeof dateOrders)[number];

const iso = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ].*)?$/;
const byPlace = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T].*)?$/;

/** True for a text that is written like a day, whether or not that day exists. */
export function looksLikeDay(text: string): boolean {
  return iso.test(text) || byPlace.test(text);
}

/**
 * Which order the days of a table prove: a year in front, a first number above 12 or a second one above 12. Throws
 * `AMBIGUOUS_DATES` where none of them does, or where they contradict each other.
 */
export function provenOrder(texts: readonly string[]): DateOrder {
  const numbers = texts.flatMap((text) => {
    const [, first, second] = byPlace.exec(text) ?? [];
    return first === undefined ? [] : [{ first: Number(first), second: Number(second) }];
  });
  if (numbers.length === 0) return 'iso';
  const dayFirst = numbers.some(({ first, second }) => first > 12 && second <= 12);
  const monthFirst = numbers.some(({ first, second }) => second > 12 && first <= 12);
  if (dayFirst !== monthFirst) return dayFirst ? 'dmy' : 'mdy';
  const why = dayFirst ? 'some days can only be read one way, others only the other' : 'no number of them is above 12';
  const shown = texts.find((text) => byPlace.test(text)) ?? '';
  throw new FieldlapseError('AMBIGUOUS_DATES', `"${shown}" may be day/month or month/day: ${why}`);
}

/** The day that a text names; undefined where it names none that exists. A time of day behind it is not looked at. */
export function dayOf(text: string, order: DateOrder): LocalDay | undefined {
  const [, yearFirst, , month, date] = iso.exec(text) ?? [];
  if (yearFirst !== undefined) return existing(yearFirst, month!, date!);
  const [, first, second, year] = byPlace.exec(text) ?? [];
  if (first === undefined || order === 'iso') return undefined;
  return order === 'dmy' ? existing(year!, second!, first) : existing(year!, first, second!);
}

function existing(year: string, month: string, date: string): LocalDay | undefined {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
  const at = Date.parse(`${day}T00:00:00Z`);
  // Date.parse refuses month 13 and rolls 31 February over.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? undefined : day;
}
