/** A calendar day of a site, `YYYY-MM-DD`. */
export type LocalDay = string;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The site's calendar day of a UTC time in ms. */
export function localDayOf(utcMs: number, timeZone: string): LocalDay {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(utcMs);
}

/** The day `count` days after `day`. */
export function addDays(day: LocalDay, count: number): LocalDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`. */
export function daysBetween(from: LocalDay, to: LocalDay): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** UTC ms at which the local day begins (the first instant of the day, also where clocks change). */
export function startOfLocalDay(day: LocalDay, timeZone: string): number {
  const utcMidnight = Date.parse(`${day}T00:00:00Z`);
  // Offsets lie within ±15 h: bisect the instant at which the local day turns to `day`.
  let before = utcMidnight - 15 * 3_600_000;
  let after = utcMidnight + 15 * 3_600_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDayOf(middle, timeZone) < day) before = middle;
    else after = middle;
  }
  return after;
}
