import type { FrameRow } from '@fieldlapse/store';
import { describe, expect, it } from 'vitest';
import { spreadBest } from '../../src/retention/spread.ts';

const hour = 3_600_000;
const frame = (observedAt: number, sharpness: number | null = null, flags: string[] = []) =>
  ({
    f: `f${String(observedAt / hour).padStart(4, '0')}`,
    observedAt,
    quality: sharpness === null ? null : JSON.stringify({ sharpness, flags }),
  }) as FrameRow;
const chosen = (frames: FrameRow[], count: number, day = frames): number[] => {
  const ids = spreadBest(frames, day, count);
  return frames.filter(({ f }) => ids.has(f)).map(({ observedAt }) => observedAt / hour);
};

describe('spreadBest', () => {
  it('takes the sharpest faultless picture of each part of the day', () => {
    const day = Array.from({ length: 12 }, (_, at) => frame((6 + at) * hour, at % 4));
    expect(chosen(day, 3)).toEqual([9, 13, 17]);
    const blurred = day.map((one) => (one.observedAt === 13 * hour ? frame(13 * hour, 99, ['blurred']) : one));
    expect(chosen(blurred, 3)).toEqual([9, 12, 17]);
  });

  it('takes those in the middle of each part where nothing is known of quality', () => {
    expect(
      chosen(
        Array.from({ length: 13 }, (_, at) => frame((6 + at) * hour)),
        3,
      ),
    ).toEqual([8, 12, 16]);
  });

  it('fills up far from the rest where parts of the day have no picture', () => {
    expect(
      chosen(
        [6, 6.5, 7, 17.5, 18].map((at) => frame(at * hour)),
        3,
      ),
    ).toEqual([6, 7, 17.5]);
    expect(chosen([frame(6 * hour)], 3)).toEqual([6]);
    expect(chosen([], 3)).toEqual([]);
  });

  it('chooses the same once more among what it chose, and what stayed for other reasons', () => {
    const day = Array.from({ length: 40 }, (_, at) => frame((6 + at / 4) * hour, (at * 7) % 11));
    for (const count of [1, 2, 3, 5, 8]) {
      const first = spreadBest(day, day, count);
      expect(first.size).toBe(count);
      const left = day.filter(({ f }, at) => first.has(f) || at % 9 === 0);
      expect(spreadBest(left, day, count)).toEqual(first);
    }
  });
});
