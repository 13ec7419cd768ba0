import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loessAt, type Points } from '../../../src/growth/smooth/loess.ts';

const pointsOf = (y: readonly number[], x: readonly number[] = y.map((_value, index) => index)): Points => ({
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  weights: new Float64Array(y.length).fill(1),
});

describe('a local regression', () => {
  it('goes through every parabola exactly, also between uneven days and at the ends', () => {
    const coefficient = fc.double({ min: -5, max: 5, noNaN: true });
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 8, maxLength: 30 });
    fc.assert(
      fc.property(
        coefficient,
        coefficient,
        coefficient,
        days,
        fc.integer({ min: 5, max: 40 }),
        (a, b, c, all, span) => {
          const x = all.toSorted((one, other) => one - other);
          const parabola = (at: number) => a + (b * at) / 10 + (c * at * at) / 100;
          const points = pointsOf(x.map(parabola), x);
          for (const at of [x[0]!, x[3]! + 0.5, x.at(-1)!]) {
            expect(loessAt(points, at, span, 2).value).toBeCloseTo(parabola(at), 6);
          }
        },
      ),
    );
  });

  it('weighs near points more: a far wild one hardly moves the curve', () => {
    const flat = new Array<number>(21).fill(1);
    const moved = (place: number) => loessAt(pointsOf(flat.with(place, 2)), 10, 21, 1).value - 1;
    expect(moved(10)).toBeGreaterThan(0.05);
    expect(Math.abs(moved(1))).toBeLessThan(moved(10) / 5);
  });

  it('says how much of the noise is left: the mean of n equal points has one n-th of the variance', () => {
    const { norm, leverage } = loessAt(pointsOf([0, 1, 0, 1, 0, 1, 0, 1, 0]), 4, 9, 0);
    expect(norm ** 2).toBeGreaterThan(1 / 9);
    expect(norm ** 2).toBeLessThan(1 / 5);
    expect(leverage).toBeGreaterThan(1 / 9);
  });

  it('of one point is that point', () => {
    const { value, norm, leverage } = loessAt(pointsOf([3], [7]), 9, 7, 2);
    expect([value, norm, leverage]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12), 0]);
  });
});
