import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeFor, makeThumbnail, uprightSize } from '../src/decode.ts';

const red = sharp({ create: { width: 400, height: 200, channels: 3, background: '#d00' } });
const wide = await red.clone().jpeg().toBuffer();
const pixel = (picture: { pixels: Buffer; width: number }, x: number, y: number): number[] => [
  ...picture.pixels.subarray((y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3),
];

describe('decodeFor', () => {
  it('fits a picture of another shape between black bars', async () => {
    const picture = await decodeFor(wide, 200, 200);
    expect(picture.pixels.length).toBe(200 * 200 * 3);
    expect(pixel(picture, 100, 10)).toEqual([0, 0, 0]);
    expect(pixel(picture, 100, 100)[0]).toBeGreaterThan(180);
  });

  it('gives three channels for grey and CMYK pictures too', async () => {
    const grey = await sharp(wide).greyscale().jpeg().toBuffer();
    const cmyk = await sharp(wide).toColourspace('cmyk').jpeg().toBuffer();
    for (const jpeg of [grey, cmyk]) expect((await decodeFor(jpeg, 100, 50)).pixels.length).toBe(100 * 50 * 3);
  });

  it('turns a picture upright by its EXIF orientation', async () => {
    const turned = await red.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await uprightSize(turned)).toEqual({ width: 200, height: 400 });
    expect(pixel(await decodeFor(turned, 100, 200), 50, 5)[0]).toBeGreaterThan(180);
  });

  it('says that a picture with damaged code tables is broken', async () => {
    const damaged = Buffer.from(wide);
    const table = damaged.indexOf(Buffer.from([0xff, 0xc4]));
    damaged.fill(0xee, table + 5, table + 21);
    await expect(decodeFor(damaged, 200, 100)).rejects.toMatchObject({ code: 'PICTURE_BROKEN' });
  });

  it('refuses a truncated file before decoding it', async () => {
    await expect(decodeFor(wide.subarray(0, wide.length - 40), 200, 100)).rejects.toMatchObject({
      code: 'JPEG_TRUNCATED',
    });
  });
});

describe('makeThumbnail', () => {
  it('shrinks to the width and never enlarges', async () => {
    expect(await uprightSize(await makeThumbnail(wide, 100))).toEqual({ width: 100, height: 50 });
    expect(await uprightSize(await makeThumbnail(wide, 1000))).toEqual({ width: 400, height: 200 });
  });

  it('keeps a strip of one pixel width small', async () => {
    const strip = await sharp({ create: { width: 1, height: 60_000, channels: 3, background: '#0a0' } })
      .jpeg()
      .toBuffer();
    const { height } = await uprightSize(await makeThumbnail(strip, 320));
    expect(height).toBeLessThanOrEqual(1280);
  });
});
