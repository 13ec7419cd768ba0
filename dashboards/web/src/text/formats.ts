import type { Language } from './language.ts';

/** Dates, numbers and sizes as people of a language write them, in the site's time zone. */
export interface Formats {
  /** `24/9/2026` or `24 Sept 2026`. */
  date(utcMs: number): string;
  /** As {@link Formats.date}, of a local day. */
  day(day: string): string;
  /** Without the year: `24 tháng 9`, `24 September`. */
  dayAndMonth(utcMs: number): string;
  /** `24/9` or `24 Sept`. */
  shortDay(utcMs: number): string;
  /** As {@link Formats.shortDay}, of a local day. */
  shortLocalDay(day: string): string;
  weekday(utcMs: number): string;
  month(day: string): string;
  time(utcMs: number): string;
  /** `3 phút trước`, `3 minutes ago`; undefined where less than 45 s have passed. */
  ago(utcMs: number, now: number): string | undefined;
  number(value: number, maxDigits?: number): string;
  percent(share: number): string;
  /** `5 phút`, `40 seconds`: rounded up to whole seconds below 90 s, else to minutes. */
  duration(ms: number): string;
  /** kB, MB or GB of 1000, as networks and cards count. */
  bytes(count: number): string;
  /** The local day `YYYY-MM-DD`. */
  localDay(utcMs: number): string;
  /** Two letters of each weekday from Monday. */
  weekdays: readonly string[];
}

const locales = { vi: 'vi-VN', en: 'en-GB' } as const;
const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** Formats for a language and a site's time zone. */
export function formats(language: Language, timeZone: string): Formats {
  const locale = locales[language];
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  // English names the month: 8/10 is two different days on the two sides of an ocean.
  const month = language === 'vi' ? 'numeric' : 'short';
  const date = dates({ day: 'numeric', month, year: 'numeric' });
  const dayAndMonth = dates({ day: 'numeric', month: 'long' });
  const shortDay = dates({ day: 'numeric', month });
  const weekday = dates({ weekday: 'long' });
  const time = dates({ hour: '2-digit', minute: '2-digit' });
  // A local day is a name, not an instant: it is read and written in UTC.
  const utcDate = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month,
    year: 'numeric',
  });
  const utcShort = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month });
  const monthAndYear = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' });
  const shortWeekday = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    weekday: language === 'vi' ? 'narrow' : 'short',
  });
  const localDay = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const unit = (name: 'second' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' });
  const number = (value: number, maxDigits = 0) =>
    new Intl.NumberFormat(locale, { maximumFractionDigits: maxDigits }).format(value);
  return {
    date: (utcMs) => date.format(utcMs),
    day: (day) => utcDate.format(utcOf(day)),
    dayAndMonth: (utcMs) => dayAndMonth.format(utcMs),
    shortDay: (utcMs) => shortDay.format(utcMs),
    shortLocalDay: (day) => utcShort.format(utcOf(day)),
    weekday: (utcMs) => weekday.format(utcMs),
    month: (day) => monthAndYear.format(utcOf(day)),
    time: (utcMs) => time.format(utcMs),
    ago(utcMs, now) {
      const passed = now - utcMs;
      const [unit, ms] = steps.find(([, step]) => passed >= step) ?? [];
      if (unit === undefined || ms === undefined) return passed < 45_000 ? undefined : relative.format(-1, 'minute');
      return relative.format(-Math.floor(passed / ms), unit);
    },
    number,
    duration: (ms) =>
      ms < 90_000
        ? unit('second').format(Math.max(1, Math.ceil(ms / 1000)))
        : unit('minute').format(Math.ceil(ms / 60_000)),
    // 100 % is said only where nothing is missing.
    percent: (share) => percent.format(share < 1 ? Math.min(share, 0.99) : share),
    bytes(count) {
      if (count < 1e6) return `${number(count / 1e3)} kB`;
      return count < 1e9 ? `${number(count / 1e6, 1)} MB` : `${number(count / 1e9, 2)} GB`;
    },
    localDay: (utcMs) => localDay.format(utcMs),
    // 2024-01-01 was a Monday.
    weekdays: Array.from({ length: 7 }, (_, index) => shortWeekday.format(Date.UTC(2024, 0, 1 + index))),
  };
}

function utcOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
