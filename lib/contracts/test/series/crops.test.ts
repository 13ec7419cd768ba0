import { expect, test } from 'vitest';
import { isValidatedFor } from '../../src/series/crops.ts';

test.each([
  ['Đậu phộng L14', ['peanut'], true],
  ['Lạc', ['peanut'], true],
  ['Lúa OM5451', ['peanut'], false],
  ['Lúa OM5451', ['rice'], true],
  ['Peanut', ['peanut'], true],
  ['Lạc đà', ['camel'], false],
  ['Dưa lưới', ['dưa lưới'], true],
  ['Gấc', ['gà'], false],
] as const)('%s measured by a method of %s: validated is %s', (subject, crops, expected) => {
  expect(isValidatedFor(crops, subject)).toBe(expected);
});

test('of a crop that nobody named no method is validated', () => {
  expect(isValidatedFor(['rice'], undefined)).toBe(false);
});
