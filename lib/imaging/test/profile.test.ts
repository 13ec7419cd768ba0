import { describe, expect, it } from 'vitest';
import { profileOf, profileRows } from '../src/profile.ts';
import type { RgbPicture } from '../src/decode.ts';

type Rgb = [number, number, number];

function painted(width: number, height: number, colour: (x: number, y: number) => Rgb): RgbPicture {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) pixels.set(colour(at % width, Math.floor(at / width)), at * 3);
  return { width, height, pixels };
}
const maskOf = (width: number, height: number, inside: (x: number, y: number) => boolean) =>
  Uint8Array.from({ length: width * height }, (_, at) => (inside(at % width, Math.floor(at / width)) ? 255 : 0));
const row = (profile: Uint8Array, at: number) => [...profile.subarray(at * 3, at * 3 + 3)];

describe('profileOf', () => {
  const skyAndField = painted(40, 128, (x, y) => (y < 64 ? [100, 150, 250] : x < 20 ? [20, 90, 10] : [40, 110, 30]));

  it('runs from the top of the picture to its bottom with the mean colour of each row', () => {
    const profile = profileOf(skyAndField);
    expect(profile).toHaveLength(profileRows * 3);
    expect(row(profile, 0)).toEqual([100, 150, 250]);
    expect(row(profile, 31)).toEqual([100, 150, 250]);
    expect(row(profile, 32)).toEqual([30, 100, 20]);
    expect(row(profile, 63)).toEqual([30, 100, 20]);
  });

  it('sees nothing outside the region of interest', () => {
    const leftOfField = maskOf(40, 128, (x, y) => y >= 64 && x < 20);
    const profile = profileOf(skyAndField, leftOfField);
    for (let at = 0; at < profileRows; at += 1) expect(row(profile, at)).toEqual([20, 90, 10]);
  });

  it('interpolates rows that the region leaves out', () => {
    const twoBands = maskOf(40, 128, (_, y) => y < 32 || y >= 96);
    const profile = profileOf(skyAndField, twoBands);
    expect(row(profile, 15)).toEqual([100, 150, 250]);
    expect(row(profile, 48)).toEqual([30, 100, 20]);
    const between = Array.from({ length: 33 }, (_, at) => row(profile, 15 + at)[2]!);
    expect(between).toEqual(between.toSorted((a, b) => b - a));
    expect(between[16]).toBeGreaterThan(120);
    expect(between[16]).toBeLessThan(150);
  });

  it('stretches a region of fewer rows than the profile has', () => {
    const profile = profileOf(painted(3, 2, (_, y) => (y === 0 ? [250, 0, 0] : [0, 0, 250])));
    expect(row(profile, 31)).toEqual([250, 0, 0]);
    expect(row(profile, 32)).toEqual([0, 0, 250]);
  });

  it('takes the whole picture where the region has no pixel', () => {
    expect(
      profileOf(
        skyAndField,
        maskOf(40, 128, () => false),
      ),
    ).toEqual(profileOf(skyAndField));
  });
});
