import { expect, test } from 'vitest';
import { nearestDay } from '../../../src/film/compare/stills.ts';

const days = ['2026-11-01', '2026-11-02', '2026-11-12'].map((day) => ({ day, f: `frame of ${day}` }));

test('a day without a frame shows the nearest one that has', () => {
  expect(nearestDay(days, '2026-11-02')?.day).toBe('2026-11-02');
  expect(nearestDay(days, '2026-11-04')?.day).toBe('2026-11-02');
  expect(nearestDay(days, '2026-11-07')?.day).toBe('2026-11-02');
  expect(nearestDay(days, '2026-11-08')?.day).toBe('2026-11-12');
  expect(nearestDay(days, '2027-01-01')?.day).toBe('2026-11-12');
});

test('a date that is no date shows the first day; without days there is nothing', () => {
  expect(nearestDay(days, '')?.day).toBe('2026-11-01');
  expect(nearestDay([], '2026-11-02')).toBeUndefined();
});
