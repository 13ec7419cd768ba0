import { expect, it } from 'vitest';
import {
  broilerHeatIndexC,
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

it('the heat index of broilers: 30 °C at 70 % has a wet bulb of 25.5 °C; a fan of 1 m/s counts as it is, 2 m/s cools by 3.9 %', () => {
  const calm = broilerHeatIndexC(30, 70, 1)!;
  expect(calm).toBeCloseTo(0.85 * 30 + 0.15 * 25.49, 1);
  expect(broilerHeatIndexC(30, 70, 2)! / calm).toBeCloseTo(2 ** -0.058, 10);
  expect(broilerHeatIndexC(30, 70, 0)).toBeUndefined();
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
