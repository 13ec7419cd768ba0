import { expect, test } from 'vitest';
import { addMonths, monthCells } from '../../../src/film/spans/months.ts';

test('a month starts under its weekday and has all its days', () => {
  const cells = monthCells('2026-11');
  // 1 November 2026 is a Sunday.
  expect(cells.indexOf('2026-11-01')).toBe(6);
  expect(cells.at(-1)).toBe('2026-11-30');
  expect(monthCells('2028-02').at(-1)).toBe('2028-02-29');
});

test('months go over the turn of the year', () => {
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
});
