import { expect, it } from 'vitest';
import { madSd, median, quantile } from '../../../src/growth/windows/quantile.ts';

it('quantiles interpolate between neighbours: numpy.percentile([1, 2, 4, 8], …) is the reference', () => {
  expect([0, 0.25, 0.5, 0.75, 0.9, 1].map((share) => quantile([8, 1, 4, 2], share))).toEqual([
    1,
    1.75,
    3,
    5,
    expect.closeTo(6.8, 12),
    8,
  ]);
  expect(quantile([5], 0.9)).toBe(5);
  expect(median([])).toBeNaN();
});

it('the median deviation gives the standard deviation of normal noise, whatever a wild value says', () => {
  expect(madSd([-3, -2, -1, 0, 1, 2, 3])).toBeCloseTo(1.4826 * 2, 12);
  expect(madSd([-3, -2, -1, 0, 1, 2, 3000])).toBeCloseTo(1.4826 * 2, 12);
});
