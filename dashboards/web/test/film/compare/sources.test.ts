import type { SiteAnswer } from '@fieldlapse/dashboards-server';
import { expect, test } from 'vitest';
import { canAlignSowing, commonAxis, firstAlign, originOf } from '../../../src/film/compare/align.ts';
import { partnerOf, sourcesOf, type CompareSource } from '../../../src/film/compare/sources.ts';

const season = (id: string, plot: string, sowing: string, end: string | null) => ({ id, plot, sowing, end });
const site = {
  seasons: [
    season('he-thu', 'lo-1', '2026-04-10', '2026-07-20'),
    season('dong-xuan', 'lo-1', '2026-10-08', null),
    season('tom', 'ao-1', '2026-09-01', null),
  ],
  cameras: [
    { name: 'bo-dong', plot: 'lo-1', firstDay: '2026-04-20', lastDay: '2026-11-24' },
    { name: 'bo-tay', plot: 'lo-1', firstDay: '2026-10-10', lastDay: '2026-11-24' },
    { name: 'cong', plot: 'kho', firstDay: '2026-11-01', lastDay: '2026-11-24' },
    { name: 'moi', plot: 'lo-1', firstDay: null, lastDay: null },
  ],
} as unknown as SiteAnswer;
const sources = sourcesOf(site);
const source = (key: string) => sources.find((candidate) => candidate.key === key) as CompareSource;

test('each camera has the seasons of its plot that it saw, cut to its own days; without one, all its days', () => {
  expect(sources.map(({ key, span }) => [key, span])).toEqual([
    ['bo-dong/dong-xuan', 'season:2026-10-08..2026-11-24'],
    ['bo-dong/he-thu', 'season:2026-04-20..2026-07-20'],
    ['bo-tay/dong-xuan', 'season:2026-10-10..2026-11-24'],
    ['cong', 'season'],
  ]);
});

test("beside a season stands the same camera's other one; beside an only season another camera's", () => {
  expect(partnerOf(sources, source('bo-dong/dong-xuan'))?.key).toBe('bo-dong/he-thu');
  expect(partnerOf(sources, source('bo-tay/dong-xuan'))?.key).toBe('bo-dong/dong-xuan');
  expect(partnerOf([source('cong')], source('cong'))).toBeUndefined();
});

test('two seasons are laid on their days after sowing, two cameras of one season on its dates', () => {
  const [first, second] = [source('bo-dong/dong-xuan'), source('bo-dong/he-thu')];
  expect(firstAlign(first, second)).toBe('sowing');
  expect(firstAlign(first, source('bo-tay/dong-xuan'))).toBe('date');
  expect(canAlignSowing(first, source('cong'))).toBe(false);
  expect(originOf(second, 'sowing', 'Asia/Ho_Chi_Minh')).toBe(Date.UTC(2026, 3, 9, 17));
  expect(originOf(second, 'date', 'Asia/Ho_Chi_Minh')).toBe(0);
});

test('the axis reaches over both films', () => {
  expect(
    commonAxis([
      { from: 3, to: 9 },
      { from: 5, to: 12 },
    ]),
  ).toEqual({ from: 3, to: 12 });
});
