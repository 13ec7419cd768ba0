import { expect, it } from 'vitest';
import { cropTemperatures, firstDroughtDay, temperatureStress } from '../../../src/alerts/indices/crop-limits.ts';

const hour = 3_600_000;
const held = (values: readonly number[]) =>
  values.map((value, index) => ({ from: index * hour, to: (index + 1) * hour, value }));

it('cold and heat are summed over the hours that they last', () => {
  expect(temperatureStress(held([12, 20, 40]), cropTemperatures.citrus)).toEqual({
    chillingDegreeHours: 1,
    heatDegreeHours: 2,
    hoursKnown: 3,
  });
});

it('0 °C and below are values', () => {
  expect(temperatureStress(held([0, -2]), cropTemperatures.durian).chillingDegreeHours).toBe(22);
});

it('drought begins with the fifteenth day of less than 1 mm a day in the mean; a day of unknown rain is no dry day', () => {
  const dry = Array.from({ length: 20 }, () => 0.5);
  expect(firstDroughtDay(dry)).toBe(14);
  expect(firstDroughtDay([20, ...dry])).toBe(15);
  expect(firstDroughtDay([...dry.slice(0, 10), undefined, ...dry.slice(0, 10)])).toBeUndefined();
});
