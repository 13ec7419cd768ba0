import { expect, it } from 'vitest';
import { isLeafWetByCart, isLeafWetByHumidity } from '../../../src/alerts/indices/leaf-wetness.ts';

it('by humidity a leaf is wet from 90 % on', () => {
  expect(isLeafWetByHumidity({ relHumidityPct: 90 })).toBe(true);
  expect(isLeafWetByHumidity({ relHumidityPct: 89.9 })).toBe(false);
});

it('far above the dew point a leaf is dry, whatever the wind, and also where the wind is not known', () => {
  expect(isLeafWetByCart({ tempC: 30, relHumidityPct: 60, windMPerSec: 5 })).toBe(false);
  expect(isLeafWetByCart({ tempC: 30, relHumidityPct: 60 })).toBe(false);
});

it('in calm air near the dew point the formula decides: 15 °C at 95 % gives a score of 16.5 and is wet, 2 °C at 80 % dry', () => {
  expect(isLeafWetByCart({ tempC: 15, relHumidityPct: 95, windMPerSec: 0.5 })).toBe(true);
  expect(isLeafWetByCart({ tempC: 2, relHumidityPct: 80, windMPerSec: 0.5 })).toBe(false);
});

it('what cannot be known is not guessed: wind above 2.5 m/s, no wind reading, frost', () => {
  const damp = { tempC: 15, relHumidityPct: 95 };
  expect(isLeafWetByCart({ ...damp, windMPerSec: 2.5 })).toBeUndefined();
  expect(isLeafWetByCart(damp)).toBeUndefined();
  expect(isLeafWetByCart({ tempC: -1, relHumidityPct: 95, windMPerSec: 1 })).toBeUndefined();
});
