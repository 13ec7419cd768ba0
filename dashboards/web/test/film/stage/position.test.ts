import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { expect, test } from 'vitest';
import {
  dayFrom,
  firstFrame,
  frameTimeAt,
  lastFrame,
  secondsOf,
  spanOf,
  stepFrom,
} from '../../../src/film/stage/position.ts';

const hour = 3_600_000;
/** 06:00 in the Mekong delta, days after 2026-11-01. */
const six = (day: number) => Date.UTC(2026, 9, 31, 23) + day * 24 * hour;

function film(days: readonly number[][]): TimelineAnswer {
  let before = 0;
  const rows = days.map((at, index) => {
    const startSec = before / 12;
    before += at.length;
    return { day: `day ${index}`, startSec, durationSec: at.length / 12, expected: null, thinned: 0, at };
  });
  return {
    v: 1,
    site: 's',
    camera: 'c',
    kind: 'full',
    timeZone: 'Asia/Ho_Chi_Minh',
    fps: 12,
    width: 4,
    height: 3,
    durationSec: before / 12,
    frameCount: before,
    coverage: null,
    gaps: [],
    cards: [],
    hash: 'h',
    days: rows,
  };
}
const two = film([
  [six(0), six(0) + 2 * hour],
  [six(3), six(3) + 2 * hour, six(3) + 4 * hour],
]);

test('every frame is found again from its own place in the film', () => {
  for (const at of two.days.flatMap((day) => day.at)) expect(frameTimeAt(two, secondsOf(two, at))).toBe(at);
});

test('a time within a gap shows the first frame after it, one past the end the last', () => {
  expect(frameTimeAt(two, secondsOf(two, six(1)))).toBe(six(3));
  expect(frameTimeAt(two, secondsOf(two, six(9)))).toBe(lastFrame(two));
  expect(frameTimeAt(two, secondsOf(two, 0))).toBe(firstFrame(two));
});

test('a place stays where it was when an earlier day gets late frames', () => {
  const grown = film([[six(0), six(0) + hour, six(0) + 2 * hour], two.days[1]?.at ?? []]);
  const at = six(3) + 2 * hour;
  expect(secondsOf(grown, at)).toBeGreaterThan(secondsOf(two, at));
  expect(frameTimeAt(grown, secondsOf(grown, at))).toBe(at);
});

test('steps cross days and stop at the ends', () => {
  expect(stepFrom(two, six(0) + 2 * hour, 1)).toBe(six(3));
  expect(stepFrom(two, six(3), -1)).toBe(six(0) + 2 * hour);
  expect(stepFrom(two, six(0), -5)).toBe(six(0));
  expect(stepFrom(two, lastFrame(two), 5)).toBe(lastFrame(two));
});

test('a day forward skips days without frames; beyond the last day lies the newest frame', () => {
  expect(dayFrom(two, six(0), 1)).toBe(six(3));
  expect(dayFrom(two, six(3), 1)).toBe(lastFrame(two));
  expect(dayFrom(two, six(3), -7)).toBe(six(0));
});

test('the axis covers whole local days', () => {
  expect(spanOf(two)).toEqual({ from: six(0) - 6 * hour, to: six(4) - 6 * hour });
});
