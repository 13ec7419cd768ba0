import { expect, test } from 'vitest';
import { tileOf } from '../../../src/film/timeline/sprites.ts';

const sprites = {
  ...{ tileWidthPx: 160, tileHeightPx: 90, across: 2 },
  sheets: [
    { name: 'one', days: ['2026-11-01', '2026-11-02', '2026-11-03'] },
    { name: 'two', days: ['2026-11-09'] },
  ],
};

test('a day is found in its sheet, in reading order', () => {
  expect(tileOf(sprites, '2026-11-02')).toEqual({ day: '2026-11-02', sheet: 'one', leftPx: 160, topPx: 0 });
  expect(tileOf(sprites, '2026-11-03')).toEqual({ day: '2026-11-03', sheet: 'one', leftPx: 0, topPx: 90 });
  expect(tileOf(sprites, '2026-11-09')).toEqual({ day: '2026-11-09', sheet: 'two', leftPx: 0, topPx: 0 });
});

test('a day without a picture shows the one before it; before the first there is none', () => {
  expect(tileOf(sprites, '2026-11-06')?.day).toBe('2026-11-03');
  expect(tileOf(sprites, '2026-12-24')?.day).toBe('2026-11-09');
  expect(tileOf(sprites, '2026-10-31')).toBeUndefined();
});
