import { siteConfig } from '@fieldlapse/contracts';
import { expect, test } from 'vitest';
import { isValidatedFor, subjectOf } from '../../src/metrics/crops.ts';

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

test('an area has its own subject, else that of the season of its plot on the day', () => {
  const site = siteConfig.parse({
    id: 'farm',
    plots: [{ id: 'a' }],
    seasons: [
      { id: 'one', plot: 'a', subject: 'Lúa', sowing: '2026-01-01', end: '2026-04-01' },
      { id: 'two', plot: 'a', subject: 'Ngô', sowing: '2026-05-01' },
    ],
    cameras: [{ name: 'gate', plot: 'a', areas: [{ name: 'bed', subject: 'Lạc', roi: [[0, 0], [1, 0], [1, 1]] }] }], // prettier-ignore
  });
  expect(subjectOf(site, 'gate', 'roi', '2026-02-01')).toBe('Lúa');
  expect(subjectOf(site, 'gate', 'roi', '2026-04-15')).toBeUndefined();
  expect(subjectOf(site, 'gate', 'roi', '2026-06-01')).toBe('Ngô');
  expect(subjectOf(site, 'gate', 'bed', '2026-06-01')).toBe('Lạc');
});
