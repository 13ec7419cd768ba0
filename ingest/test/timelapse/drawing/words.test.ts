import type { LocalDay } from '@fieldlapse/contracts';
import { expect, it } from 'vitest';
import { dayText, daysText, gapText, isRice, numberText, seasonDayText } from '../../../src/timelapse/drawing/words.ts';

const day = (text: string) => text as LocalDay;

it('days are written as people of each language write them', () => {
  expect(dayText(day('2026-11-04'), 'vi')).toBe('04/11/2026');
  expect(dayText(day('2026-11-04'), 'en')).toBe('4 Nov 2026');
  expect(daysText(day('2026-03-12'), day('2026-03-20'), 'vi')).toBe('12/03/2026 – 20/03/2026');
  expect(daysText(day('2026-03-12'), day('2026-03-12'), 'en')).toBe('12 Mar 2026');
});

it('days are counted from sowing, before it too', () => {
  expect([34, 0, -1, -5].map((days) => seasonDayText(days, 'vi'))).toEqual([
    'Ngày 34 sau sạ',
    'Ngày 0 sau sạ',
    '1 ngày trước khi sạ',
    '5 ngày trước khi sạ',
  ]);
  expect([34, 0, -1, -5].map((days) => seasonDayText(days, 'en'))).toEqual([
    'Day 34 after sowing',
    'Day 0 after sowing',
    '1 day before sowing',
    '5 days before sowing',
  ]);
});

it('only rice is sown: other crops and herds start', () => {
  expect(['Lúa OM 18', 'rice', 'Giống lu\u0301a ST25'].map(isRice)).toEqual([true, true, true]);
  expect(['Sầu riêng', 'liquorice', 'Bò thịt'].map(isRice)).toEqual([false, false, false]);
  expect(seasonDayText(34, 'vi', 'Bò thịt')).toBe('Ngày 34 của vụ');
  expect(seasonDayText(34, 'en', 'cattle')).toBe('Day 34 of the season');
  expect(seasonDayText(-1, 'vi', 'Bò thịt')).toBe('1 ngày trước vụ');
  expect(seasonDayText(34, 'vi', 'lúa')).toBe('Ngày 34 sau sạ');
});

it('a gap says its length in both languages, and why where pictures were let go', () => {
  expect(gapText({ days: 9, reason: 'missing' }, 'vi')).toEqual({ title: '9 ngày không có ảnh', why: null });
  expect(gapText({ days: 9, reason: 'missing' }, 'en').title).toBe('9 days without pictures');
  expect(gapText({ days: 1, reason: 'missing' }, 'en').title).toBe('1 day without pictures');
  expect(gapText({ days: 1, reason: 'thinned' }, 'en').title).toBe('1 day of pictures not kept');
  for (const language of ['vi', 'en'] as const)
    expect(gapText({ days: 2, reason: 'thinned' }, language).why).toBeTruthy();
});

it('numbers have the decimal sign of the language and no needless zeros', () => {
  expect(numberText(0.8149, 'vi', 2)).toBe('0,81');
  expect(numberText(12, 'en')).toBe('12');
  expect(numberText(-3.25, 'en')).toBe('−3.3');
});
