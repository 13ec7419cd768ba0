import { FieldlapseError } from '@fieldlapse/contracts';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readJpegHeader } from '../src/jpeg-header.ts';

const jpeg = await sharp({ create: { width: 65, height: 33, channels: 3, background: '#4a7' } })
  .jpeg()
  .toBuffer();
const codeOf = (bytes: Uint8Array): string => {
  try {
    readJpegHeader(bytes);
    return 'none';
  } catch (error) {
    return error instanceof FieldlapseError ? error.code : String(error);
  }
};

describe('readJpegHeader', () => {
  it('reads width and height of baseline, progressive and grey pictures', async () => {
    const progressive = await sharp(jpeg).jpeg({ progressive: true }).toBuffer();
    const grey = await sharp(jpeg).greyscale().jpeg().toBuffer();
    for (const bytes of [jpeg, progressive, grey]) expect(readJpegHeader(bytes)).toEqual({ width: 65, height: 33 });
  });

  it('skips metadata and accepts padding behind the end of the image', async () => {
    const tagged = await sharp(jpeg)
      .withExif({ IFD0: { Make: 'Fieldlapse' } })
      .toBuffer();
    expect(readJpegHeader(Buffer.concat([tagged, Buffer.alloc(512)]))).toEqual({ width: 65, height: 33 });
  });

  it('names every truncation as such, never as a good picture', () => {
    for (let length = 4; length < jpeg.length - 1; length += 1)
      expect(codeOf(jpeg.subarray(0, length))).toBe('JPEG_TRUNCATED');
  });

  it('refuses what is not a JPEG', async () => {
    const png = await sharp(jpeg).png().toBuffer();
    for (const bytes of [
      png,
      Buffer.from('<html>'),
      Buffer.alloc(0),
      Buffer.alloc(4096, 0xff),
      Buffer.from('ffd8ffd9', 'hex'),
    ]) {
      expect(codeOf(bytes)).toBe('NOT_A_JPEG');
    }
  });

  it('refuses a picture of gigapixels by its header', () => {
    const huge = Buffer.from(jpeg);
    const frameHeader = huge.indexOf(Buffer.from([0xff, 0xc0]));
    huge.writeUInt32BE(0xffff_ffff, frameHeader + 5);
    expect(codeOf(huge)).toBe('PICTURE_TOO_LARGE');
  });

  it('survives any single damaged byte of the headers', () => {
    for (let at = 0; at < Math.min(jpeg.length, 700); at += 1) {
      for (const value of [0x00, 0x7f, 0xff]) {
        const damaged = Buffer.from(jpeg);
        damaged[at] = value;
        expect(['none', 'NOT_A_JPEG', 'JPEG_TRUNCATED', 'PICTURE_TOO_LARGE']).toContain(codeOf(damaged));
      }
    }
  });
});
