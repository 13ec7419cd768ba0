import { expect, test } from 'vitest';
import { formats } from '../../src/text/formats.ts';

const vi = formats('vi', 'Asia/Ho_Chi_Minh');
const en = formats('en', 'Asia/Ho_Chi_Minh');
const lateEvening = Date.UTC(2026, 10, 24, 18, 30);

test('times are those of the farm, not of the reader', () => {
  expect(vi.localDay(lateEvening)).toBe('2026-11-25');
  expect(vi.time(lateEvening)).toBe('01:30');
  expect(vi.date(lateEvening)).toBe('25/11/2026');
  expect(en.date(lateEvening)).toBe('25 Nov 2026');
});

test('what happened is told in the language of the reader', () => {
  expect(vi.ago(0, 3 * 60_000)).toBe('3 phút trước');
  expect(en.ago(0, 3 * 60_000)).toBe('3 minutes ago');
  expect(en.ago(0, 47 * 3_600_000)).toBe('1 day ago');
  expect(vi.ago(0, 30_000)).toBeUndefined();
});

test('numbers use the decimal mark of the language', () => {
  expect(vi.number(1.26, 2)).toBe('1,26');
  expect(en.number(1.26, 2)).toBe('1.26');
  expect(vi.bytes(14_200_000)).toBe('14,2 MB');
});

test('a hundred per cent is said only where nothing is missing', () => {
  expect(vi.percent(0.9999)).toBe('99%');
  expect(vi.percent(1)).toBe('100%');
});
