import { expect, test } from 'vitest';
import { runsOf } from '../../src/now/runs.ts';

const at = (from: number) => ({ from, to: from + 0.5 });

test('a sensor that reports once an hour has one unbroken course', () => {
  const hourly = Array.from({ length: 24 }, (_, index) => at(index));
  expect(runsOf(hourly)).toEqual([hourly]);
});

test('an outage breaks the course', () => {
  expect(runsOf([at(0), at(1), at(2), at(8), at(9)])).toEqual([
    [at(0), at(1), at(2)],
    [at(8), at(9)],
  ]);
});

test('one missed reading is no outage', () => {
  expect(runsOf([at(0), at(1), at(3), at(4)]).length).toBe(1);
});
