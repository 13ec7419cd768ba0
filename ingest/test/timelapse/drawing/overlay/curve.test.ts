import { describe, expect, it } from 'vitest';
import { curvePath, curveX, valueAt, type Curve } from '../../../../src/timelapse/drawing/overlay/curve.ts';

const box = { left: 100, top: 10, width: 200, height: 40 };
const curveOf = (values: readonly (number | null)[]): Curve => ({
  ...{ label: 'x', unit: '', from: 0, to: values.length - 1 },
  points: values.map((value, t) => ({ t, value })),
});
const pointsOf = (d: string) => [...d.matchAll(/[ML](\S+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe('curvePath', () => {
  it('fills its box: first value on the left, last on the right, least at the bottom, greatest at the top', () => {
    expect(pointsOf(curvePath(curveOf([0, 10, 5]), box))).toEqual([
      [100, 50],
      [200, 10],
      [300, 30],
    ]);
  });

  it('breaks where nothing was measured, and shows a value alone as a dot', () => {
    expect(curvePath(curveOf([0, 10, null, 5, null]), box)).toBe('M100 50.0L150 10.0M250 30.0h0');
  });

  it('lies in the middle where nothing changes, and is nothing where nothing is known', () => {
    expect(curvePath(curveOf([7, 7]), box)).toBe('M100 30.0L300 30.0');
    expect(curvePath(curveOf([null, null]), box)).toBe('');
  });

  it('keeps the greatest of a thousand points in a column', () => {
    const values = Array.from({ length: 200_000 }, (_, index) => (index === 77_777 ? 100 : index % 2));
    const points = pointsOf(curvePath(curveOf(values), box));
    expect(points.length).toBeLessThan(1000);
    expect(Math.min(...points.map(([, y]) => y!))).toBe(10);
  });
});

it('a time outside the curve is held at its ends', () => {
  expect([-5, 0, 1, 2, 9].map((t) => curveX({ from: 0, to: 2 }, box, t))).toEqual([100, 100, 200, 300, 300]);
});

it('the value at a time is the last one measured, and nothing in a break', () => {
  const curve = curveOf([1, 2, null, 4]);
  expect([-1, 0, 0.5, 1.9, 2.5, 3, 99].map((t) => valueAt(curve, t))).toEqual([null, 1, 1, 2, null, 4, 4]);
});
