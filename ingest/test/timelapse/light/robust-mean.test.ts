import { describe, expect, it } from 'vitest';
import { smoothStep, trimmedMean } from '../../../src/timelapse/light/robust-mean.ts';

const daily = (...values: number[]): { value: number; weight: number }[] =>
  values.map((value) => ({ value, weight: 1 }));

describe('trimmedMean', () => {
  it('is the mean of what agrees', () => {
    expect(trimmedMean(daily(10, 11, 12, 13, 14), 0.2)).toBeCloseTo(12, 9);
  });

  it('does not see one value of many, however far off', () => {
    const calm = trimmedMean(daily(10, 11, 12, 13, 14), 0.2);
    expect(trimmedMean(daily(10, 11, 12, 13, 14_000), 0.2)).toBeCloseTo(calm, 9);
  });

  it('moves on without a jump while a step passes through its window', () => {
    const means = Array.from(
      { length: 101 },
      (_, share) =>
      trimmedMean([{ value: 100, weight: 100 - share }, { value: 140, weight: share }], 0.2), // prettier-ignore
    );
    expect([means[0], means[100]]).toEqual([100, 140]);
    for (const [index, mean] of means.slice(1).entries()) expect(mean - means[index]!).toBeLessThan(1);
  });

  it('splits a weight that the cut goes through', () => {
    expect(trimmedMean([{ value: 0, weight: 3 }, { value: 10, weight: 1 }], 0.2)).toBeCloseTo(10 / 12, 9); // prettier-ignore
  });

  it('is no number where nothing counts', () => {
    expect(trimmedMean([], 0.2)).toBeNaN();
    expect(trimmedMean([{ value: 5, weight: 0 }], 0.2)).toBeNaN();
  });
});

describe('smoothStep', () => {
  it('rises from 0 to 1 between its ends and stays', () => {
    expect([0, 1, 2, 3, 4].map((value) => smoothStep(1, 3, value))).toEqual([0, 0, 0.5, 1, 1]);
  });
});
