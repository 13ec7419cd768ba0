import type { TidePoint } from '../../../src/alerts/tide/hourly-record.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const now = Date.parse('2026-04-15T03:00:00Z');

const perHour = (degrees: number) => (degrees * Math.PI) / 180;

/** Salt of a made-up river mouth, g/L: a mean, mixed tides, spring and neap; independent of the code's own constants of the tide. */
export function saltAt(t: number): number {
  const h = t / hourMs;
  const tide = 0.22 * Math.cos(perHour(28.984104) * h) + 0.08 * Math.cos(perHour(30) * h + 1);
  const daily = 0.1 * Math.cos(perHour(15.041069) * h + 2) + 0.07 * Math.cos(perHour(13.943036) * h + 3);
  return 0.7 * Math.exp(tide + daily + 0.25 * Math.cos(perHour(1.0158958) * h));
}

/** Readings every half hour of the `days` before {@link now}, with a little noise that is the same every time. */
export function readings(days: number, salt: (t: number) => number = saltAt): TidePoint[] {
  const count = days * 48 + 1;
  return Array.from({ length: count }, (_, index) => {
    const t = now - (count - 1 - index) * (hourMs / 2);
    const noise = (((index * 7919) % 101) / 100 - 0.5) * 0.04;
    return { t, value: salt(t) * (1 + noise) };
  });
}
