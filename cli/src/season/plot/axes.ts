import { daysBetween, type LocalDay } from '@fieldlapse/contracts';
import type { Language } from './words.ts';

/** Where the plot draws what: px of the picture. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly first: LocalDay;
  readonly last: LocalDay;
  readonly least: number;
  readonly most: number;
}

/** The middle of a day's column. */
export function xOf({ left, right, first, last }: Frame, day: LocalDay): number {
  return left + ((daysBetween(first, day) + 0.5) / (daysBetween(first, last) + 1)) * (right - left);
}

export function dayWidth({ left, right, first, last }: Frame): number {
  return (right - left) / (daysBetween(first, last) + 1);
}

export function yOf({ top, bottom, least, most }: Frame, value: number): number {
  return bottom - ((value - least) / (most - least)) * (bottom - top);
}

/** Round values over the range, about five of them. */
export function ticksOf(least: number, most: number): number[] {
  const rough = (most - least) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough;
  const ticks: number[] = [];
  for (let at = Math.ceil(least / step); at * step <= most + 1e-12; at += 1)
    ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

/** The first days of months in the frame, and what is written there; every second or third one where they are many. */
export function monthsOf({ first, last }: Frame, language: Language): { day: LocalDay; text: string }[] {
  const days: LocalDay[] = [];
  let [year = 0, month = 0] = first.split('-').map(Number);
  for (;;) {
    const day = `${year}-${String(month).padStart(2, '0')}-01`;
    if (day > last) break;
    if (day >= first) days.push(day);
    month += 1;
    if (month > 12) [year, month] = [year + 1, 1];
  }
  const every = Math.ceil(days.length / 12);
  const format = new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' });
  return days
    .filter((_day, index) => index % every === 0)
    .map((day) => ({ day, text: format.format(Date.parse(`${day}T00:00:00Z`)) }));
}
