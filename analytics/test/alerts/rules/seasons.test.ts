import { expect, it } from 'vitest';
import { seasonView } from '../../../src/alerts/rules/seasons.ts';

const isOf = (subject: string, ...subjects: string[]) =>
  seasonView({ subject, sowing: '2026-01-01', stages: [] }).isOf(subjects);

it('a crop is known by any of its names, in whole words, with accents or without', () => {
  expect(isOf('Sầu riêng Ri6', 'sau rieng')).toBe(true);
  expect(isOf('sau-rieng', 'Sầu riêng')).toBe(true);
  expect(isOf('Lúa OM5451', 'lua', 'rice')).toBe(true);
  expect(isOf('Camera', 'cam')).toBe(false);
});

it('accents tell words apart where both have them: cattle are no avocados', () => {
  expect(isOf('Đàn bò sữa', 'bò')).toBe(true);
  expect(isOf('Bơ 034', 'bò')).toBe(false);
  expect(isOf('Bò'.normalize('NFD'), 'bò')).toBe(true);
});
