import { FieldlapseError } from '@fieldlapse/contracts';

/** Most pixels that a picture may have: what is larger is refused before a decoder sees it. */
export const maxPicturePixels = 100_000_000;

/** Width and height in pixels as stored, before any EXIF orientation. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
}

// More header segments than any camera writes; a hostile file may not keep us walking.
const maxSegments = 512;
const endOfImage = Buffer.from([0xff, 0xd9]);

/**
 * Reads a JPEG's size from its frame header and checks that the picture is whole, without decoding it [ITU-T T.81 B].
 * Throws `NOT_A_JPEG`, `JPEG_TRUNCATED` (no end-of-image marker) or `PICTURE_TOO_LARGE`.
 */
export function readJpegHeader(jpeg: Uint8Array): JpegHeader {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) throw notAJpeg(bytes, 'does not begin with FF D8');
  let header: JpegHeader | undefined;
  let at = 2;
  for (let count = 0; count < maxSegments; count += 1) {
    if (bytes[at] !== 0xff && at < bytes.length) throw notAJpeg(bytes, `no marker at byte ${at}`);
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at];
    at += 1;
    if (marker === 0 || marker === 0xd9) throw notAJpeg(bytes, `marker ${marker} at byte ${at - 1} of its headers`);
    if (at + 2 > bytes.length) throw truncated(bytes, 'its headers');
    const length = bytes.readUInt16BE(at);
    if (length < 2) throw notAJpeg(bytes, `a header segment of length ${length}`);
    if (at + length > bytes.length) throw truncated(bytes, 'its headers');
    if (marker === 0xda) return wholePicture(bytes, header, at + length);
    if (marker !== undefined && isFrameHeader(marker)) header = frameHeader(bytes, at, length);
    at += length;
  }
  throw notAJpeg(bytes, `more than ${maxSegments} header segments`);
}

/** SOF0–SOF15 without DHT, JPG and DAC, which share the range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function frameHeader(bytes: Buffer, at: number, length: number): JpegHeader {
  if (length < 8) throw notAJpeg(bytes, 'its frame header is too short');
  const height = bytes.readUInt16BE(at + 3);
  const width = bytes.readUInt16BE(at + 5);
  if (width === 0 || height === 0) throw notAJpeg(bytes, `its size is ${width}×${height}`);
  requireDecodable(width, height);
  return { width, height };
}

/** Throws `PICTURE_TOO_LARGE`. */
export function requireDecodable(width: number, height: number): void {
  if (width * height <= maxPicturePixels) return;
  throw new FieldlapseError(
    'PICTURE_TOO_LARGE',
    `${width}×${height} pixels, at most ${maxPicturePixels / 1e6} megapixels`,
  );
}

// Entropy-coded data never holds FF D9, so one after the scan header is the end of a picture; some cameras pad behind it.
function wholePicture(bytes: Buffer, header: JpegHeader | undefined, scanAt: number): JpegHeader {
  if (!header) throw notAJpeg(bytes, 'its scan comes before its frame header');
  if (bytes.lastIndexOf(endOfImage) < scanAt) throw truncated(bytes, 'its picture');
  return header;
}

function notAJpeg(bytes: Buffer, why: string): FieldlapseError {
  return new FieldlapseError('NOT_A_JPEG', `${bytes.length} bytes: ${why}`);
}

function truncated(bytes: Buffer, where: string): FieldlapseError {
  return new FieldlapseError('JPEG_TRUNCATED', `${bytes.length} bytes: the file ends within ${where}`);
}
