import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLogistic, fittedValue, type FittedCurve } from '../../../src/growth/fits/double-logistic.ts';
import { normalFrom } from '../support/field.ts';

const days = Array.from({ length: 120 }, (_, day) => day);

/** As the reading has it: near, not exact. */
const start = (curve: { low: number; high: number; riseDay: number; fallDay: number }) => ({
  ...{ low: curve.low + 0.03, high: curve.high - 0.05, riseDay: curve.riseDay + 2, fallDay: curve.fallDay - 2 },
});

describe('a logistic fit', () => {
  it('finds the double-logistic curve that values come from', () => {
    const truth = fc.record({
      low: fc.double({ min: 0, max: 0.2, noNaN: true }),
      high: fc.double({ min: 0.5, max: 1, noNaN: true }),
      riseDay: fc.integer({ min: 20, max: 40 }),
      risePerDay: fc.double({ min: 0.15, max: 0.5, noNaN: true }),
      fallDay: fc.integer({ min: 75, max: 100 }),
      fallPerDay: fc.double({ min: 0.15, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(truth, (curve) => {
        const y = days.map((day) => fittedValue({ ...curve, rmse: 0, r2: 1 }, day));
        const fit = fitLogistic({ x: days, y }, start(curve));
        expect(fit?.r2).toBeGreaterThan(0.9999);
        expect(fit?.riseDay).toBeCloseTo(curve.riseDay, 0);
        expect(fit?.fallDay).toBeCloseTo(curve.fallDay, 0);
        expect(fit?.risePerDay).toBeCloseTo(curve.risePerDay, 1);
      }),
      { numRuns: 30 },
    );
  });

  it('says how well it fits', () => {
    const draw = normalFrom(1);
    const curve: FittedCurve = {
      low: 0,
      high: 1,
      riseDay: 40,
      risePerDay: 0.2,
      fallDay: undefined,
      fallPerDay: undefined,
      rmse: 0,
      r2: 1,
    };
    const y = days.map((day) => fittedValue(curve, day) + draw(0.05));
    const fit = fitLogistic({ x: days, y }, { low: 0, high: 1, riseDay: 45, fallDay: undefined });
    expect(fit?.rmse).toBeCloseTo(0.05, 1);
    expect(fit).toMatchObject({ fallDay: undefined, fallPerDay: undefined });
  });

  it('is none of few points, or of noise', () => {
    expect(
      fitLogistic({ x: [1, 2, 3], y: [0, 0.5, 1] }, { low: 0, high: 1, riseDay: 2, fallDay: undefined }),
    ).toBeUndefined();
    const flat = days.map(() => 0.5);
    expect(fitLogistic({ x: days, y: flat }, { low: 0.5, high: 0.5, riseDay: 50, fallDay: undefined })).toBeUndefined();
  });
});
