import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { expect, test } from 'vitest';
import { bareGaps, cardAt, cardsOf, midnightOf } from '../../../src/film/stage/cards.ts';
import { dayFrom, frameTimeAt, lastFrame, placeOf, secondsOf, stepFrom } from '../../../src/film/stage/position.ts';

const hour = 3_600_000;
/** 06:00 in the Mekong delta, days after 2026-11-01. */
const six = (day: number) => Date.UTC(2026, 9, 31, 23) + day * 24 * hour;
const fps = 8;

/** A season: 1 and 2 November, one second of card for nine days, 12 and 13 November. */
const season = {
  timeZone: 'Asia/Ho_Chi_Minh',
  fps,
  durationSec: 12 / fps,
  days: [
    { day: '2026-11-01', startSec: 0, at: [six(0)] },
    { day: '2026-11-02', startSec: 1 / fps, at: [six(1)] },
    { day: '2026-11-12', startSec: 10 / fps, at: [six(11)] },
    { day: '2026-11-13', startSec: 11 / fps, at: [six(12)] },
  ],
  cards: [{ from: '2026-11-03', to: '2026-11-11', days: 9, reason: 'missing', startSec: 2 / fps, durationSec: 1 }],
} as unknown as TimelineAnswer;

test('a card stands for whole local days', () => {
  expect(cardsOf(season)).toMatchObject([{ from: six(2) - 6 * hour, to: six(11) - 6 * hour }]);
  expect(cardAt(season, six(2) - 6 * hour - 1)).toBeUndefined();
  expect(cardAt(season, six(2) - 6 * hour)?.card.days).toBe(9);
  expect(cardAt(season, six(11) - 6 * hour)).toBeUndefined();
});

test('a gap of whole days is drawn as its card alone, one within a day as itself', () => {
  const days = { from: six(1), to: six(11), missingFrames: 27, reason: 'missing' as const };
  const hours = { from: six(12), to: six(12) + 5 * hour, missingFrames: 2, reason: 'missing' as const };
  expect(bareGaps({ ...season, gaps: [days, hours] })).toEqual([hours]);
  expect(bareGaps({ ...season, gaps: [days], cards: [] })).toEqual([days]);
});

test('a time within missing days is found on their card, early days at its beginning and late ones at its end', () => {
  expect(secondsOf(season, six(2))).toBeCloseTo(2.22 / fps, 2);
  expect(secondsOf(season, six(10))).toBeCloseTo(9.33 / fps, 2);
  for (const day of [2, 5, 10]) expect(frameTimeAt(season, secondsOf(season, six(day)))).toBe(six(day));
});

test('frames on both sides of a card are found at their own places', () => {
  for (const at of season.days.flatMap((day) => day.at)) expect(frameTimeAt(season, secondsOf(season, at))).toBe(at);
  expect(frameTimeAt(season, 2 / fps)).toBe(six(2) - 6 * hour);
  expect(frameTimeAt(season, 10 / fps)).toBe(six(11));
});

test('anywhere in its day a frame is found; in missing days their card', () => {
  expect(placeOf(season, six(1) + 5 * hour, '2026-11-02')).toBe(six(1));
  expect(placeOf(season, six(1) - 5 * hour, '2026-11-02')).toBe(six(1));
  expect(placeOf(season, six(5), '2026-11-06')).toBe(six(5));
});

test('steps of a frame and of a day stop at the card once and go on behind it', () => {
  const card = six(2) - 6 * hour;
  for (const move of [stepFrom, dayFrom]) {
    expect(move(season, six(1), 1)).toBe(card);
    expect(move(season, card, 1)).toBe(six(11));
    expect(move(season, six(6), 1)).toBe(six(11));
    expect(move(season, six(6), -1)).toBe(six(1));
    expect(move(season, six(11), -1)).toBe(card);
  }
  expect(dayFrom(season, six(12), 1)).toBe(lastFrame(season));
});

test('local midnight is right east and west of Greenwich', () => {
  expect(midnightOf('2026-11-03', 'Asia/Ho_Chi_Minh')).toBe(Date.UTC(2026, 10, 2, 17));
  expect(midnightOf('2026-11-03', 'America/Los_Angeles')).toBe(Date.UTC(2026, 10, 3, 8));
  expect(midnightOf('2026-11-03', 'Pacific/Kiritimati')).toBe(Date.UTC(2026, 10, 2, 10));
});
