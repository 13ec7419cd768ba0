import { siteConfig } from '@fieldlapse/contracts';
import { expect, test } from 'vitest';
import { subjectOf } from '../../src/metrics/crops.ts';

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
