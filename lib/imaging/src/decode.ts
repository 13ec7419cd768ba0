import { FieldlapseError } from '@fieldlapse/contracts';
import sharp, { type Sharp } from 'sharp';
import { maxPicturePixels, readJpegHeader } from './jpeg-header.ts';

// One thread and no cache: an edge node has neither cores nor memory to spare, a server runs one job per core.
sharp.concurrency(1);
sharp.cache(false);

/** Rows of RGB, 8 bits each, without padding. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
}

/** Opens a JPEG for one decode, upright by its EXIF orientation, after its header was checked (errors of {@link readJpegHeader}). */
export function openPicture(jpeg: Uint8Array): Sharp {
  readJpegHeader(jpeg);
  return sharp(jpeg, { limitInputPixels: maxPicturePixels, failOn: 'truncated' }).autoOrient();
}

/** Width and height in pixels as people see the picture, EXIF orientation applied; errors of {@link readJpegHeader}, `PICTURE_BROKEN`. */
export async function uprightSize(jpeg: Uint8Array): Promise<{ width: number; height: number }> {
  const { autoOrient } = await orBroken(openPicture(jpeg).metadata());
  return { width: autoOrient.width, height: autoOrient.height };
}

/**
 * The picture fitted into `width` × `height` pixels, black bars where its shape differs; as RGB for an encoder.
 * Errors of {@link readJpegHeader}; `PICTURE_BROKEN` where it does not decode.
 */
export async function decodeFor(jpeg: Uint8Array, width: number, height: number): Promise<RgbPicture> {
  const fitted = openPicture(jpeg).resize(width, height, { fit: 'contain', background: '#000' });
  return { width, height, pixels: (await rawRgb(fitted)).pixels };
}

/** Width in pixels at which frames are measured and compared, so that cameras of any resolution are alike. */
export const viewWidth = 640;

/** The whole picture upright at {@link viewWidth}, for measuring; errors as {@link decodeFor}. */
export function decodeView(jpeg: Uint8Array): Promise<RgbPicture> {
  return rawRgb(openPicture(jpeg).resize(within(viewWidth)));
}

/** A PNG at its own size, as RGB; `PICTURE_BROKEN` where it does not decode. */
export function decodePng(png: Uint8Array): Promise<RgbPicture> {
  return rawRgb(sharp(png, { limitInputPixels: maxPicturePixels, failOn: 'truncated' }));
}

/** A small JPEG of the picture, at most `maxWidth` pixels wide; errors as {@link decodeFor}. */
export async function makeThumbnail(jpeg: Uint8Array, maxWidth: number): Promise<Buffer> {
  return thumbnailOf(openPicture(jpeg), maxWidth);
}

/** As {@link makeThumbnail}, of a picture already opened. */
export function thumbnailOf(picture: Sharp, maxWidth: number): Promise<Buffer> {
  return orBroken(
    picture
      .resize({ ...within(maxWidth), withoutEnlargement: true })
      .jpeg({ quality: 70 })
      .toBuffer(),
  );
}

/** A width that only a picture over four times as high as wide stays below: a strip of 1 × 65 535 must not grow to gigapixels. */
export function within(width: number): { width: number; height: number; fit: 'inside' } {
  return { width, height: width * 4, fit: 'inside' };
}

/** Runs a pipeline to RGB bytes. */
export async function rawRgb(pipeline: Sharp): Promise<RgbPicture> {
  const { data: pixels, info: size } = await orBroken(
    pipeline.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true }),
  );
  return { width: size.width, height: size.height, pixels };
}

/** Turns a decoder's failure into `PICTURE_BROKEN`. */
export async function orBroken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new FieldlapseError('PICTURE_BROKEN', (cause as Error).message.split('\n')[0] ?? 'does not decode', {
      cause,
    });
  }
}
