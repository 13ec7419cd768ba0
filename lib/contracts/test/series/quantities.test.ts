import { expect, it } from 'vitest';
import { quantities, quantityNames, sensorSeries } from '@fieldlapse/contracts';

it.each(quantityNames)('%s has a unit, a plausible range and a name in both languages', (name) => {
  const { unit, min, max, vi, en } = quantities[name];
  expect(unit).not.toBe('');
  expect(min).toBeLessThan(max);
  expect(vi).not.toBe(en);
});

it('0 °C and an empty gauge are plausible readings', () => {
  expect(quantities.airTempC.min).toBeLessThan(0);
  expect(quantities.rainMm.min).toBe(0);
});

it('every quantity of a sensor has a series of its own', () => {
  const names = quantityNames.map((quantity) => sensorSeries('farm-1', 'weather-1', quantity));
  expect(new Set(names).size).toBe(quantityNames.length);
  expect(names).toContain('farm-1/weather-1/airTempC');
});
