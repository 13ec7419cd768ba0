import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changepoints, leastSegmentDays } from '../../../src/growth/smooth/changepoints.ts';
import { normalFrom } from '../support/field.ts';

/** The cheapest division by trying all of them. */
function cheapest(x: readonly number[], y: readonly number[], noise: number): number {
  const cost = (from: number, to: number) => {
    const part = y.slice(from, to);
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    return part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise ** 2;
  };
  const span = (from: number, to: number) => (x[to] ?? x[to - 1]! + 1) - x[from]!;
  const best = (from: number): number => {
    let least = span(from, x.length) >= leastSegmentDays ? cost(from, x.length) : Infinity;
    for (let to = from + 1; to < x.length; to += 1) {
      if (span(from, to) >= leastSegmentDays)
        least = Math.min(least, cost(from, to) + 2 * Math.log(x.length) + best(to));
    }
    return least;
  };
  return best(0);
}

function priceOf(x: readonly number[], y: readonly number[], noise: number, places: readonly number[]): number {
  const edges = [0, ...places, y.length];
  return edges.slice(1).reduce(
    (sum, to, index) => {
      const part = y.slice(edges[index], to);
      const mean = part.reduce((total, value) => total + value, 0) / part.length;
      return sum + part.reduce((total, value) => total + (value - mean) ** 2, 0) / noise ** 2;
    },
    places.length * 2 * Math.log(x.length),
  );
}

describe('changepoints', () => {
  it('are where the mean changes', () => {
    const draw = normalFrom(2);
    const y = Array.from({ length: 120 }, (_, day) => (day < 30 ? 0.1 : day < 75 ? 0.8 : 0.3) + draw(0.03));
    expect(changepoints([...y.keys()], y, 0.03)).toEqual([30, 75]);
  });

  it('are none in noise', () => {
    const draw = normalFrom(5);
    const y = Array.from({ length: 200 }, () => draw(0.03));
    expect(changepoints([...y.keys()], y, 0.03)).toEqual([]);
  });

  it('divide as cheaply as the best of all divisions, none shorter than a fortnight', () => {
    const steps = fc.array(
      fc.record({ gap: fc.integer({ min: 2, max: 9 }), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        minLength: 2,
        maxLength: 16,
      },
    );
    fc.assert(
      fc.property(steps, fc.constantFrom(0.02, 0.1, 0.4), (rows, noise) => {
        let day = 0;
        const x = rows.map(({ gap }) => (day += gap));
        const y = rows.map(({ value }) => value);
        const places = changepoints(x, y, noise);
        if (x.at(-1)! + 1 - x[0]! >= leastSegmentDays) {
          expect(priceOf(x, y, noise, places)).toBeCloseTo(cheapest(x, y, noise), 6);
        }
        for (const [index, place] of places.entries()) {
          expect(x[place]! - x[places[index - 1] ?? 0]!).toBeGreaterThanOrEqual(leastSegmentDays);
        }
      }),
    );
  });
});
