import { describe, expect, it } from 'vitest';
import { poseOfArea, stillPose, warpPicture } from '../../src/index.ts';
import { yard } from './synthetic.ts';

const picture = yard(640, 360, 4, 60);

describe('warpPicture', () => {
  it('brings every pixel back by a whole shift, exactly, and repeats the edge where the frame saw nothing', () => {
    const { pixels } = warpPicture(picture, { ...stillPose, dxPx: 5, dyPx: -3 });
    const at = (from: Buffer, x: number, y: number): Buffer => from.subarray((y * 640 + x) * 3, (y * 640 + x) * 3 + 3);
    for (const [x, y] of [
      [0, 3],
      [100, 50],
      [634, 359],
    ] as const) {
      expect(at(pixels, x, y)).toEqual(at(picture.pixels, x + 5, y - 3));
    }
    expect(at(pixels, 639, 100)).toEqual(at(picture.pixels, 639, 97));
    expect(at(pixels, 100, 0)).toEqual(at(picture.pixels, 105, 0));
  });

  it('returns the very picture where the pose is too small to see', () => {
    expect(warpPicture(picture, { dxPx: 0.1, dyPx: 0.05, rotationDeg: 0.01, scale: 1 })).toBe(picture);
    expect(warpPicture(picture, { ...stillPose, dxPx: 0.3 })).not.toBe(picture);
  });

  it('keeps an even picture even, whatever the pose', () => {
    const even = { width: 320, height: 180, pixels: Buffer.alloc(320 * 180 * 3, 137) };
    const { pixels } = warpPicture(even, { dxPx: 7.3, dyPx: -4.4, rotationDeg: 1.3, scale: 1.01 });
    expect(new Set(pixels)).toEqual(new Set([137]));
  });
});

describe('poseOfArea', () => {
  it('moves the region with the scene and leaves burnt-in captions where they are', () => {
    const area = {
      roi: [
        [0.25, 0.5],
        [0.75, 0.5],
        [0.5, 1],
      ] as const,
      captions: [{ left: 0, right: 1, top: 0, bottom: 0.05 }],
    };
    const moved = poseOfArea(area, { ...stillPose, dxPx: 64, dyPx: 36 }, 360 / 640);
    expect(moved.captions).toBe(area.captions);
    expect(moved.roi?.[0]?.[0]).toBeCloseTo(0.35, 9);
    expect(moved.roi?.[0]?.[1]).toBeCloseTo(0.6, 9);
    const turned = poseOfArea(area, { ...stillPose, rotationDeg: 90 }, 1);
    expect(turned.roi?.[0]?.[0]).toBeCloseTo(0.5, 9);
    expect(turned.roi?.[0]?.[1]).toBeCloseTo(0.25, 9);
  });
});
