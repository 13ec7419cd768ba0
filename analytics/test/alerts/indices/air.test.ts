import { expect, it } from 'vitest';
import {
  dewPointC,
  saturationVapourPressureKPa,
  vapourPressureDeficitKPa,
  wetBulbC,
} from '../../../src/alerts/indices/air.ts';

it.each([
  [15, 1.705],
  [24.5, 3.075],
])('saturated air of %f °C holds the vapour pressure of FAO-56, table 2.3', (tempC, kPa) => {
  expect(saturationVapourPressureKPa(tempC)).toBeCloseTo(kPa, 3);
});

it.each([
  [30, 70, 1.273, 23.92],
  [25, 60, 1.267, 16.7],
])('%f °C at %f %% has the known deficit and dew point', (tempC, pct, deficit, dew) => {
  expect(vapourPressureDeficitKPa(tempC, pct)).toBeCloseTo(deficit, 3);
  expect(dewPointC(tempC, pct)).toBeCloseTo(dew, 2);
});

it('saturated air has no deficit and its own dew point, also at and below 0 °C', () => {
  for (const tempC of [-12, 0, 18]) {
    expect(vapourPressureDeficitKPa(tempC, 100)).toBeCloseTo(0, 10);
    expect(dewPointC(tempC, 100)).toBeCloseTo(tempC, 9);
  }
  expect(saturationVapourPressureKPa(0)).toBeCloseTo(0.6108, 10);
});

it('dry air has no dew point', () => expect(dewPointC(25, 0)).toBeUndefined());

it('the wet bulb is that of the published example, and undefined where the formula was not fitted', () => {
  expect(wetBulbC(20, 50)).toBeCloseTo(13.7, 2);
  expect(wetBulbC(60, 50)).toBeUndefined();
  expect(wetBulbC(20, 3)).toBeUndefined();
  expect(wetBulbC(28, 100)).toBe(28);
});

it('the wet bulb lies between dew point and temperature', () => {
  for (let tempC = 5; tempC <= 40; tempC += 5) {
    for (let pct = 30; pct <= 95; pct += 5) {
      const wet = wetBulbC(tempC, pct)!;
      expect(wet).toBeLessThan(tempC + 0.01);
      expect(wet).toBeGreaterThan(dewPointC(tempC, pct)! - 0.65);
    }
  }
});
