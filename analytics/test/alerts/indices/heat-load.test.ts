import { expect, it } from 'vitest';
import {
  broilerThviC,
  heatLoadOf,
  longestRecoveryHours,
  temperatureHumidityIndex,
} from '../../../src/alerts/indices/heat-load.ts';

const hour = 3_600_000;
const held = (values: readonly number[]) =>
  values.map((value, index) => ({ from: index * hour, to: (index + 1) * hour, value }));

it.each([
  [30, 70, 81.4],
  [25, 60, 72.8],
  [35, 60, 86.9],
])('the index of cattle at %f °C and %f %% is that of NRC 1971', (tempC, pct, thi) => {
  expect(temperatureHumidityIndex(tempC, pct)).toBeCloseTo(thi, 1);
});

it.each([
  // Wet bulbs by Stull 25.60, 25.58 and 28.49 °C; 1.2^-0.058 = e^-0.010575 = 0.98948, 0.2^-0.058 = e^0.093347 = 1.09784.
  [30, 70, 1, 29.34],
  [35, 45, 1.2, 33.23],
  [35, 60, 0.2, 37.35],
])('the index of broilers at %f °C, %f %% and %f m/s is that of Tao & Xin 2003', (tempC, pct, speed, thvi) => {
  expect(broilerThviC(tempC, pct, speed)).toBeCloseTo(thvi, 1);
});

it('beyond the air speeds of the trials nothing is made up: still air is as bad as 0.2 m/s, a gale cools like 1.2 m/s', () => {
  expect(broilerThviC(35, 60, 0)).toBe(broilerThviC(35, 60, 0.2));
  expect(broilerThviC(35, 60, 3)).toBe(broilerThviC(35, 60, 1.2));
  expect(broilerThviC(35, 60, 0.7)).toBeLessThan(broilerThviC(35, 60, 0.2)!);
  expect(broilerThviC(35, 60, -1)).toBeUndefined();
  expect(broilerThviC(60, 50, 1)).toBeUndefined();
});

it('the load is the excess over the threshold times hours, and says how many hours are known', () => {
  expect(heatLoadOf(held([70, 75, 80, 71]), 72)).toEqual({ indexHours: 11, hoursAbove: 2, hoursKnown: 4 });
  expect(heatLoadOf([], 72)).toEqual({ indexHours: 0, hoursAbove: 0, hoursKnown: 0 });
});

it('recovery is the longest unbroken stretch below the threshold; a hole in the readings breaks it', () => {
  expect(longestRecoveryHours(held([75, 70, 70, 70, 75, 70]), 72)).toBe(3);
  const hole = [...held([70, 70]), { from: 5 * hour, to: 6 * hour, value: 70 }];
  expect(longestRecoveryHours(hole, 72)).toBe(2);
});
