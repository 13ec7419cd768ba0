import { expect, it } from 'vitest';
import { backoffMs } from '@fieldlapse/runtime';

it('waits between the least and a ceiling that doubles up to the most', () => {
  const longest = [1, 2, 3, 6, 7, 1000].map((failures) => backoffMs(failures, 1000, 60_000, () => 1));
  expect(longest).toEqual([2000, 4000, 8000, 60_000, 60_000, 60_000]);
  expect([1, 5, 1000].map((failures) => backoffMs(failures, 1000, 60_000, () => 0))).toEqual([1000, 1000, 1000]);
});

it('never waits longer than the most, also where that is below the least', () => {
  expect(backoffMs(1, 1000, 200, () => 0)).toBe(200);
  expect(backoffMs(9, 1000, 200, () => 1)).toBe(200);
});
