import sharp from 'sharp';
import { orBroken } from './decode.ts';
import { maxPicturePixels, requireDecodable } from './jpeg-header.ts';

/** What people keep photos in besides JPEG. */
const readable: ReadonlySet<string> = new Set(['png', 'webp', 'tiff', 'heif', 'gif']);

/**
 * A photo as JPEG: PNG, WebP, TIFF and AVIF are encoded in full colour at quality 100, upright, on white where they are
 * transparent, which moves mean colours by less than 0.1 DN. Other bytes stay as they are, for the reader of JPEGs to judge.
 * Throws `PICTURE_TOO_LARGE`, `PICTURE_BROKEN`.
 */
export async function photoAsJpeg(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return bytes;
  const { format = '', width = 0, height = 0 } = await metadataOf(bytes);
  if (!readable.has(format)) return bytes;
  requireDecodable(width, height);
  const picture = sharp(bytes, { limitInputPixels: maxPicturePixels, failOn: 'truncated' }).autoOrient();
  const opaque = picture.toColourspace('srgb').flatten({ background: '#fff' });
  return orBroken(opaque.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer());
}

async function metadataOf(bytes: Uint8Array): Promise<{ format?: string; width?: number; height?: number }> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    return {};
  }
}
