import { expect, test } from 'vitest';
import { bucketAt } from '../../../src/film/overlays/bucket.ts';

const buckets = [
  { from: 0, to: 10, mean: 1 },
  { from: 10, to: 20, mean: 2 },
  { from: 60, to: 70, mean: 3 },
];

test('a moment shows what was measured then, or shortly before or after', () => {
  expect(bucketAt(buckets, 5)?.mean).toBe(1);
  expect(bucketAt(buckets, 15)?.mean).toBe(2);
  expect(bucketAt(buckets, 35)?.mean).toBe(2);
  expect(bucketAt(buckets, 50)?.mean).toBe(3);
});

test('in a long silence nothing is shown', () => {
  expect(bucketAt([buckets[0] ?? { from: 0, to: 10, mean: 0 }], 45)).toBeUndefined();
  expect(bucketAt([], 5)).toBeUndefined();
});
