import { expect, it } from 'vitest';
import { validDryDowns } from '../../../src/alerts/indices/water-level.ts';

const day = 86_400_000;
const levels = (cm: readonly number[]) => cm.map((levelCm, index) => ({ t: index * day, levelCm }));

it('a dry-down counts when the water has fallen to −15 cm and ends with the next flooding', () => {
  expect(validDryDowns(levels([5, 1, -4, -9, -15, 5]), 2 * day)).toEqual([
    { from: 2 * day, to: 5 * day, lowestCm: -15 },
  ]);
});

it('one that rain ends before that does not count; one that lasts has no end', () => {
  expect(validDryDowns(levels([5, -4, -12, 3]), 2 * day)).toEqual([]);
  expect(validDryDowns(levels([0, -8, -18]), 2 * day)).toEqual([{ from: day, to: undefined, lowestCm: -18 }]);
});

it('a field that was dry when the sensor came, or while it was silent, was not seen drying', () => {
  expect(validDryDowns(levels([-20, -22, 4]), 2 * day)).toEqual([]);
  const silent = [...levels([5, -3]), { t: 9 * day, levelCm: -18 }, { t: 10 * day, levelCm: 5 }];
  expect(validDryDowns(silent, 2 * day)).toEqual([]);
});
