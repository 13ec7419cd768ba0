import { expect, test } from 'vitest';
import { isValidatedFor, modelValidity } from '../../src/series/crops.ts';

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
  expect(isValidatedFor(modelValidity.parse({ validatedFor: crops }), subject)).toBe(expected);
});

test('of a crop that nobody named no method is validated', () => {
  expect(isValidatedFor(modelValidity.parse({ validatedFor: ['rice'] }), undefined)).toBe(false);
});

test('one that was measured in the very view is validated there, whatever grows', () => {
  expect(isValidatedFor(modelValidity.parse({ validatedHere: true }), undefined)).toBe(true);
});
