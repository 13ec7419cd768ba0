import { expect, test } from 'vitest';
import { chartScale } from '../../src/alerts/details/chart-scale.ts';

const bounds = { from: 0, to: 100, width: 320, height: 96 };

test('a level that the course never reached is still in the chart', () => {
  const { y, low, high } = chartScale({ ...bounds, level: 10, buckets: [{ min: 1, max: 4 }] });
  expect([low, high]).toEqual([1, 4]);
  expect(y(10)).toBeGreaterThan(0);
  expect(y(10)).toBeLessThan(y(4));
  expect(y(1)).toBeLessThan(96);
});

test('a course that stands still has a place too', () => {
  const { y } = chartScale({ ...bounds, level: null, buckets: [{ min: 0, max: 0 }] });
  expect(y(0)).toBeCloseTo(48);
});

test('times beyond the edges stand at the edges', () => {
  const { x } = chartScale({ ...bounds, level: null, buckets: [{ min: 0, max: 1 }] });
  expect([x(-5), x(50), x(200)]).toEqual([0, 160, 320]);
});
