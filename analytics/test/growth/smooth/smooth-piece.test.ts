import { describe, expect, it } from 'vitest';
import { smoothPiece } from '../../../src/growth/smooth/smooth-piece.ts';
import { normalFrom } from '../support/field.ts';

function smooth(
  curve: (day: number) => number,
  { noise = 0.02, wild = new Map<number, number>(), days = 100, seed = 1 } = {},
) {
  const draw = normalFrom(seed);
  const x = Float64Array.from({ length: days }, (_, day) => day);
  const y = x.map((day) => curve(day) + draw(noise) + (wild.get(day) ?? 0));
  const piece = smoothPiece({ x, y, weights: x.map(() => 1) }, { noise: 0, leastOutlier: 0 });
  const rmse = Math.sqrt(x.reduce((sum, day) => sum + (piece.at(day).value - curve(day)) ** 2, 0) / days);
  const covered = x.filter((day) => Math.abs(piece.at(day).value - curve(day)) <= 1.645 * piece.at(day).error);
  return { piece, rmse, coverage: covered.length / days };
}

describe('a smoothed piece', () => {
  it('chooses a wide span for a straight line and a narrow one for a wave', () => {
    const line = smooth((day) => day / 100);
    const wave = smooth((day) => Math.sin(day / 4));
    expect(line.piece.span).toBeGreaterThan(2 * wave.piece.span);
    expect(line.rmse).toBeLessThan(0.008);
    expect(wave.rmse).toBeLessThan(0.015);
  });

  it('leaves out the wild values, and those alone', () => {
    const wild = new Map([
      [20, 0.5],
      [21, -0.4],
      [60, -0.9],
      [99, 0.6],
    ]);
    const { piece, rmse } = smooth((day) => Math.sin(day / 20), { wild });
    expect(piece.outliers).toEqual([20, 21, 60, 99]);
    expect(rmse).toBeLessThan(0.01);
  });

  it('does not let many guesses make outliers of the few values that were measured', () => {
    // Three days of a ripening crop, then ten days of a flood whose values are scaled up from what shows.
    const y = Float64Array.of(
      0.3,
      0.27,
      0.26,
      ...[2, 1, 1, 1, 3, 7, 8, 5, 4, 1].map((share) => share / 100),
      0,
      0,
      0,
      0,
    );
    const x = y.map((_, at) => (at < 3 ? at : at + 2));
    const weights = y.map((_, at) => (at >= 3 && at < 13 ? 0.2 : 1));
    const piece = smoothPiece({ x, y, weights }, { noise: 0.002, leastOutlier: 0.05 });
    expect(piece.outliers.filter((at) => weights[at] === 1)).toEqual([]);
    for (const at of [0, 1, 2]) expect(Math.abs(piece.at(x[at]!).value - y[at]!)).toBeLessThan(0.03);
    expect(Math.abs(piece.at(8).value)).toBeLessThan(0.1);
  });

  it('keeps what lies off for a week: that is no accident', () => {
    const wild = new Map(Array.from({ length: 7 }, (_, index) => [40 + index, 0.3]));
    const { piece } = smooth(() => 0, { wild });
    expect(piece.outliers.filter((day) => day >= 40 && day < 47).length).toBeLessThan(3);
    expect(piece.at(43).value).toBeGreaterThan(0.15);
  });

  it('has a band that holds the truth on about nine days of ten', () => {
    const coverages = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => smooth((day) => Math.sin(day / 15), { seed }).coverage);
    const mean = coverages.reduce((sum, one) => sum + one, 0) / coverages.length;
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(0.99);
  });
});
