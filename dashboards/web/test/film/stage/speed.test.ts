import { expect, test } from 'vitest';
import { rateOf, speedsOf } from '../../../src/film/stage/speed.ts';

const film = (kind: 'season' | 'full', days: number) => ({
  kind,
  fps: 24,
  days: Array.from({ length: days }) as never,
});

test('a season of any length takes some seconds to watch, and no minutes', () => {
  for (const days of [22, 60, 120, 365]) {
    const { first, options } = speedsOf(film('season', days));
    expect(options).toContain(first);
    expect(days / first).toBeGreaterThan(7);
    expect(days / first).toBeLessThan(20);
  }
});

test('six days of a second are a quarter of the pace of 24 pictures a second', () => {
  expect(rateOf(film('season', 60), 6)).toBe(0.25);
  expect(rateOf(film('full', 60), 2)).toBe(2);
  expect(speedsOf(film('full', 60))).toEqual({ perSecond: 'times', options: [0.5, 1, 2, 4], first: 1 });
});
