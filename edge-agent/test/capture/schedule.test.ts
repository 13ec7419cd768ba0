import { getPosition } from 'suncalc';
import { describe, expect, it } from 'vitest';
import { cronProblem, scheduleOf } from '../../src/capture/schedule.ts';

const longXuyen = { timeZone: 'Asia/Ho_Chi_Minh', latitude: 10.386, longitude: 105.435 };
const minute = 60_000;
const midnight = Date.UTC(2026, 2, 31, 17); // 1 April 2026, 00:00 in Long Xuyên

function times(schedule: ReturnType<typeof scheduleOf>, from: number, until: number): number[] {
  const found: number[] = [];
  for (let at = schedule.next(from); at !== undefined && at < until; at = schedule.next(at)) found.push(at);
  return found;
}

describe('a schedule', () => {
  it('runs cron in the time of the site', () => {
    const day = times(scheduleOf('0 6,18 * * *', longXuyen), midnight, midnight + 1440 * minute);
    expect(day.map((t) => new Date(t).toISOString())).toEqual(['2026-03-31T23:00:00.000Z', '2026-04-01T11:00:00.000Z']);
  });

  it('runs at an interval on whole multiples of it', () => {
    const schedule = scheduleOf({ every: 15 * minute }, longXuyen);
    expect(schedule.next(midnight + 1)).toBe(midnight + 15 * minute);
    expect(schedule.next(midnight + 15 * minute)).toBe(midnight + 30 * minute);
  });

  it('captures only while the sun stands high enough', () => {
    const day = times(scheduleOf({ every: 15 * minute, sunAbove: 5 }, longXuyen), midnight, midnight + 1440 * minute);
    expect(day.length).toBeGreaterThan(40);
    expect(day.length).toBeLessThan(48);
    for (const t of day) expect(getPosition(new Date(t), 10.386, 105.435).altitude).toBeGreaterThanOrEqual(5);
    // Sunrise on that day is about 05:50 and sunset about 18:05 local time.
    expect((day[0]! - midnight) / 3_600_000).toBeCloseTo(6.25, 0);
    expect((day.at(-1)! - midnight) / 3_600_000).toBeCloseTo(17.5, 0);
  });

  it('captures at night where the sun must be low', () => {
    const schedule = scheduleOf({ cron: '0 * * * *', sunBelow: -12 }, longXuyen);
    const hours = times(schedule, midnight, midnight + 1440 * minute).map((t) => (t - midnight) / 3_600_000);
    expect(hours).toEqual([1, 2, 3, 4, 5, 19, 20, 21, 22, 23]);
  });

  it('that never comes, in a polar night of impossible sun, ends its search', () => {
    expect(
      scheduleOf({ every: 60 * minute, sunAbove: 90 }, { ...longXuyen, latitude: 89 }).next(midnight),
    ).toBeUndefined();
  });

  it('names what is wrong with a cron pattern', () => {
    expect(cronProblem('0 25 * * *')).toMatch(/cron/);
    expect(cronProblem('*/5 6-18 * * *')).toBeUndefined();
  });
});
