import type { SiteAnswer } from '@fieldlapse/dashboards-server';
import { expect, test } from 'vitest';
import { dayOfSeason, seasonOn, seasonWords } from '../../src/text/season.ts';
import { en } from '../../src/text/en.ts';
import { vi } from '../../src/text/vi.ts';

const season = (id: string, sowing: string, end: string | null, subject = 'Lúa OM5451') => ({
  id,
  plot: 'lo-1',
  subject,
  sowing,
  end,
  baseTempC: null,
  stages: [],
});
const site = {
  seasons: [season('he-thu', '2026-04-10', '2026-07-20'), season('dong-xuan', '2026-10-08', null)],
} as unknown as SiteAnswer;

test('a day belongs to the season that it lies in, and to none between two', () => {
  expect(seasonOn(site, undefined, '2026-05-01')?.id).toBe('he-thu');
  expect(seasonOn(site, undefined, '2026-08-15')).toBeUndefined();
  expect(seasonOn(site, undefined, '2026-11-24')?.id).toBe('dong-xuan');
});

test('days are counted from sowing, which is day 0', () => {
  expect(dayOfSeason(season('x', '2026-10-08', null), '2026-10-08')).toBe(0);
  expect(dayOfSeason(season('x', '2026-10-08', null), '2026-11-24')).toBe(47);
});

test('only what is sown counts days after sowing', () => {
  expect(seasonWords(vi, season('x', '2026-10-08', null)).long(47)).toBe('Ngày thứ 47 sau sạ');
  expect(seasonWords(en, season('x', '2026-10-08', null, 'Tôm thẻ')).long(47)).toBe('Day 47 of the season');
});
