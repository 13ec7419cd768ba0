import { expect, it } from 'vitest';
import { product, robustLeastSquares } from '../../../src/alerts/tide/least-squares.ts';
import { tideRow } from '../../../src/alerts/tide/constituents.ts';

const rows = Array.from({ length: 720 }, (_, hour) => tideRow(hour));
const wanted = [2, 0.3, 1, -0.5, 0.2, 0.4, 0.6, 0, -0.3, 0.1, 0.5, -0.2];
const clean = rows.map((row) => product(row, wanted));

it('finds the line through points that lie on one', () => {
  const line = [0, 1, 2, 3].map((x) => [1, x]);
  const found = robustLeastSquares(line, [1, 3, 5, 7]);
  expect(found[0]).toBeCloseTo(1, 4);
  expect(found[1]).toBeCloseTo(2, 4);
});

it('finds the coefficients of a tide in a month of hours', () => {
  const found = robustLeastSquares(rows, clean);
  for (const [index, coefficient] of found.entries()) expect(coefficient).toBeCloseTo(wanted[index]!, 3);
});

it('absurd values in one hour of twenty hardly move them', () => {
  const noisy = clean.map((value, hour) => value + 0.02 * Math.sin(hour * hour) + (hour % 20 === 7 ? 30 : 0));
  const found = robustLeastSquares(rows, noisy);
  for (const [index, coefficient] of found.entries()) expect(Math.abs(coefficient - wanted[index]!)).toBeLessThan(0.02);
});
