import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { expect, test } from 'vitest';
import { axisTicks } from '../../../src/film/timeline/ticks.ts';
import { formats } from '../../../src/text/formats.ts';

const dayMs = 86_400_000;
const span = (days: number) => ({ from: Date.UTC(2026, 0, 1, 17), to: Date.UTC(2026, 0, 1, 17) + days * dayMs });
const withDays = (count: number) => ({ days: Array.from({ length: count }) }) as unknown as TimelineAnswer;
const vi = formats('vi', 'Asia/Ho_Chi_Minh');

test.each([2, 12, 48, 120, 365, 1200])('labels of a film of %i days never touch on a phone', (days) => {
  const ticks = axisTicks(withDays(days), span(days), vi, 358);
  expect(ticks.length).toBeGreaterThan(1);
  const gapPx = (((ticks[1]?.time ?? 0) - (ticks[0]?.time ?? 0)) / (days * dayMs)) * 358;
  expect(gapPx).toBeGreaterThanOrEqual(50);
});

test('the film of one day has hours', () => {
  expect(axisTicks(withDays(1), span(1), vi, 358).map(({ label }) => label)).toEqual([
    '00:00',
    '06:00',
    '12:00',
    '18:00',
  ]);
});
