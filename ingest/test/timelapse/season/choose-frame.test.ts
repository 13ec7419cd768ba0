import { describe, expect, it } from 'vitest';
import { chooseFrame, nearestFrames, type Candidate } from '../../../src/timelapse/season/choose-frame.ts';

const wanted = { sunElevationDeg: 40, half: 'morning' } as const;
const at = (elevationDeg: number, score = 1, half: 'morning' | 'afternoon' = 'morning'): Candidate => ({
  sun: { elevationDeg, half },
  score,
});

describe('chooseFrame', () => {
  it('takes the frame whose sun is nearest to the wanted elevation, in the wanted half of the day', () => {
    expect(chooseFrame([at(10), at(35), at(62), at(40, 1, 'afternoon')], wanted)).toBe(1);
  });

  it('takes a better frame whose light is alike', () => {
    expect(chooseFrame([at(37, 0.9), at(40, 0.4), at(60, 1)], wanted)).toBe(0);
  });

  it('lets the sun decide between frames that are about as good', () => {
    expect(chooseFrame([at(37, 0.96), at(40, 0.95)], wanted)).toBe(1);
  });

  it('goes to the other half of the day where a frame of equal light there is much better', () => {
    expect(chooseFrame([at(40, 0.4), at(38, 0.9, 'afternoon')], wanted)).toBe(1);
    expect(chooseFrame([at(40, 0.7), at(40, 0.9, 'afternoon')], wanted)).toBe(0);
    expect(chooseFrame([at(40, 0.4), at(80, 1, 'afternoon')], wanted)).toBe(0);
    expect(chooseFrame([at(30, 0.9, 'afternoon')], wanted)).toBe(0);
  });

  it('shows nothing that is covered while the day has a good frame, however the sun stands', () => {
    expect(chooseFrame([at(28, 0), at(70, 1), at(27, 1, 'afternoon')], wanted)).toBe(1);
    expect(chooseFrame([at(28, 0), at(27, 1, 'afternoon')], wanted)).toBe(1);
  });

  it('shows a poor frame rather than none, and nothing of a day without a frame', () => {
    expect(chooseFrame([at(40, 0), at(39, 0.2)], wanted)).toBe(1);
    expect(chooseFrame([], wanted)).toBeUndefined();
  });

  it('does not depend on which of two equal frames was looked at first', () => {
    expect(chooseFrame([at(41), at(39)], wanted)).toBe(0);
  });
});

it('looks closely at the frames nearest to the wanted light, some of the other half too, in the order of the day', () => {
  const elevations = [5, 20, 35, 45, 60, 41, 10];
  const sunOf = (index: number) => ({
    elevationDeg: elevations[index] ?? 0,
    half: index < 5 ? ('morning' as const) : ('afternoon' as const),
  });
  expect(nearestFrames([0, 1, 2, 3, 4, 5, 6], sunOf, wanted, 4)).toEqual([1, 2, 3, 5]);
  expect(nearestFrames([0, 5], sunOf, wanted, 3)).toEqual([0, 5]);
});
