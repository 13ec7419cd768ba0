import { expect, it } from 'vitest';
import { calibrated } from '../../../../src/measure/pixels/cover/calibration.ts';

const calibration: [number, number][] = [
  [0.2, 0.1],
  [0.8, 0.7],
];

it('leaves a camera without calibration as it is', () => {
  expect(calibrated(0.37, undefined)).toBe(0.37);
});

it('goes straight between the points, and from nothing and to all beyond them', () => {
  expect(calibrated(0.2, calibration)).toBeCloseTo(0.1, 12);
  expect(calibrated(0.5, calibration)).toBeCloseTo(0.4, 12);
  expect(calibrated(0.1, calibration)).toBeCloseTo(0.05, 12);
  expect(calibrated(0.9, calibration)).toBeCloseTo(0.85, 12);
  expect([calibrated(0, calibration), calibrated(1, calibration)]).toEqual([0, 1]);
});

it('takes points at the ends as they are', () => {
  const ends: [number, number][] = [
    [0, 0.05],
    [1, 0.95],
  ];
  for (const [cover, expected] of [
    [0, 0.05],
    [0.5, 0.5],
    [1, 0.95],
  ] as const) {
    expect(calibrated(cover, ends)).toBeCloseTo(expected, 12);
  }
});
