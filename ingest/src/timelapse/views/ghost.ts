import type { RgbPicture } from '@fieldlapse/imaging';
import sharp from 'sharp';

/** The widest that a ghost picture is, px. */
const mostWidthPx = 1280;

/**
 * JPEG of the old view in magenta with the new one in green over it, half and half: where they agree it is grey, and what
 * moved stands there twice, in two colours. At most 1280 px wide, the new picture's shape.
 */
export async function ghostPicture(before: RgbPicture, after: RgbPicture): Promise<Buffer> {
  const width = Math.min(mostWidthPx, after.width);
  const height = Math.max(1, Math.round((after.height * width) / after.width));
  const [old, fresh] = await Promise.all([grayAt(before, width, height), grayAt(after, width, height)]);
  const pixels = Buffer.alloc(width * height * 3);
  for (let pixel = 0, at = 0; pixel < old.length; pixel += 1, at += 3) {
    pixels[at] = old[pixel]!;
    pixels[at + 1] = fresh[pixel]!;
    pixels[at + 2] = old[pixel]!;
  }
  // Colour at full resolution: the fringes that show the shift are a few pixels wide.
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** Luminance at a size, its contrast stretched so that a dull view shows as well as a bright one. */
async function grayAt({ width, height, pixels }: RgbPicture, toWidth: number, toHeight: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .resize(toWidth, toHeight, { fit: 'fill' })
    .toColourspace('b-w')
    .normalise({ lower: 1, upper: 99 })
    .extractChannel(0)
    .raw()
    .toBuffer();
}
