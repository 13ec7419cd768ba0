import { readJpegHeader } from '@fieldlapse/imaging';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ghostPicture } from '../../../src/timelapse/views/ghost.ts';

/** A white post on black, `left` px from the left edge. */
function post(width: number, height: number, left: number): { width: number; height: number; pixels: Buffer } {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) pixels.fill(255, (y * width + left) * 3, (y * width + left + width / 10) * 3);
  return { width, height, pixels };
}
const colourAt = async (jpeg: Buffer, x: number, y: number): Promise<number[]> => {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
};
const near = (colour: readonly number[], wanted: readonly number[]): boolean =>
  colour.every((value, channel) => Math.abs(value - wanted[channel]!) < 40);

describe('ghostPicture', () => {
  it('shows a post that moved twice, in magenta where it was and in green where it is', async () => {
    const ghost = await ghostPicture(post(1920, 1080, 600), post(1920, 1080, 1200));
    expect(readJpegHeader(ghost)).toMatchObject({ width: 1280, height: 720 });
    expect(near(await colourAt(ghost, 460, 300), [255, 0, 255])).toBe(true);
    expect(near(await colourAt(ghost, 860, 300), [0, 255, 0])).toBe(true);
    expect(near(await colourAt(ghost, 100, 300), [0, 0, 0])).toBe(true);
  });

  it('shows a view that did not move in grey, also where one picture is smaller', async () => {
    const ghost = await ghostPicture(post(640, 360, 200), post(1280, 720, 400));
    expect(near(await colourAt(ghost, 460, 300), [255, 255, 255])).toBe(true);
    expect(near(await colourAt(ghost, 100, 300), [0, 0, 0])).toBe(true);
  });
});
