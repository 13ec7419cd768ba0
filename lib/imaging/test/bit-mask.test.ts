import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { areaMask, poseOfArea, readBitMask, stillPose } from '../src/index.ts';

/** A PNG of one byte a pixel. */
function png(width: number, height: number, value: (x: number, y: number) => number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)));
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
}

const columnsOf = (mask: Uint8Array, width: number): number[] =>
  Array.from({ length: width }, (_, x) => mask.filter((_inside, at) => at % width === x).reduce((a, b) => a + b, 0));

describe('readBitMask', () => {
  it('takes white for inside, or black where it is told so', async () => {
    const left = await png(4, 2, (x) => (x < 1 ? 255 : 0));
    expect([...(await readBitMask(left)).inside]).toEqual([1, 0, 0, 0, 1, 0, 0, 0]);
    expect([...(await readBitMask(left, 'black')).inside]).toEqual([0, 1, 1, 1, 0, 1, 1, 1]);
  });

  it('reads colour PNGs and soft edges as well', async () => {
    const gray = await png(10, 10, (x) => (x < 4 ? 255 : x === 4 ? 140 : 0));
    const colour = await sharp(gray).toColourspace('srgb').png().toBuffer();
    const { inside } = await readBitMask(colour);
    expect(inside.reduce((sum, one) => sum + one, 0)).toBe(50);
  });

  it.each([
    ['a photo', () => png(16, 16, (x) => x * 16), 'shades'],
    ['one with 0 and 1', () => png(4, 4, (x) => x % 2), '0 and 255'],
    ['an empty one', () => png(4, 4, () => 0), 'nothing in it is white'],
    ['no picture', async () => Buffer.from('not a picture'), ''],
  ])('refuses %s by name', async (_, file, why) => {
    await expect(readBitMask(await file())).rejects.toMatchObject({
      code: 'MASK_REFUSED',
      message: expect.stringContaining(why),
    });
  });
});

describe('an area with a mask', () => {
  it('fits a picture of another size', async () => {
    const mask = await readBitMask(await png(8, 8, (x) => (x < 2 ? 255 : 0)));
    expect(columnsOf(areaMask({ mask }, 4, 4)!, 4)).toEqual([4, 0, 0, 0]);
    expect(columnsOf(areaMask({ mask }, 16, 4)!, 16).slice(0, 6)).toEqual([4, 4, 4, 4, 0, 0]);
  });

  it('counts only what lies in the region too, and never a caption', async () => {
    const mask = await readBitMask(await png(4, 4, (x) => (x < 2 ? 255 : 0)));
    const roi = [[0, 0], [1, 0], [1, 0.5], [0, 0.5]] as const; // prettier-ignore
    expect([...areaMask({ mask, roi }, 4, 4)!]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const captions = [{ left: 0, top: 0, right: 1, bottom: 0.75 }];
    expect([...areaMask({ mask, captions }, 4, 4)!].slice(12)).toEqual([1, 1, 0, 0]);
    expect(areaMask({ mask, captions }, 4, 4)!.subarray(0, 12).includes(1)).toBe(false);
  });

  it('moves with the scene, again and again', async () => {
    const mask = await readBitMask(await png(64, 36, (x) => (x >= 32 && x < 40 ? 255 : 0)));
    const once = poseOfArea({ mask }, { ...stillPose, dxPx: 80 }, 36 / 64);
    expect(columnsOf(areaMask(once, 64, 36)!, 64).findIndex((count) => count > 0)).toBe(40);
    const twice = poseOfArea(once, { ...stillPose, dxPx: -160 }, 36 / 64);
    expect(columnsOf(areaMask(twice, 64, 36)!, 64).findIndex((count) => count > 0)).toBe(24);
  });

  it('is where its polygon would be after a turn', async () => {
    const roi = [[0.3, 0.3], [0.7, 0.3], [0.7, 0.8], [0.3, 0.8]] as const; // prettier-ignore
    const drawn = areaMask({ roi }, 320, 180)!;
    const mask = { width: 320, height: 180, inside: drawn };
    const pose = { dxPx: 12, dyPx: -7, rotationDeg: 2, scale: 1.01 };
    const byPolygon = areaMask(poseOfArea({ roi }, pose, 180 / 320), 320, 180)!;
    const byMask = areaMask(poseOfArea({ mask }, pose, 180 / 320), 320, 180)!;
    const unlike = byMask.filter((inside, at) => inside !== byPolygon[at]).length;
    expect(unlike).toBeLessThan(0.01 * drawn.reduce((sum, inside) => sum + inside, 0));
  });
});
