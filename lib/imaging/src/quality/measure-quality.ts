import type { FrameQuality } from '@fieldlapse/contracts';
import sharp, { type Sharp } from 'sharp';
import { openPicture, rawRgb, thumbnailOf, within, type RgbPicture } from '../decode.ts';
import { lumaOf } from './luma.ts';

/** Width in pixels at which every quality number is taken, so that cameras of any resolution compare. */
export const qualityWidth = 320;

/** When a frame gets a flag. Flags mark, they never drop a frame. */
export const qualityThresholds = {
  /** `dark`: mean luminance below, DN, or share of pixels at or below DN 16 above. */
  dark: { luma: 20, share: 0.9 },
  /** `bright`: mean luminance above, DN, or share of pixels at or above DN 250 above. */
  bright: { luma: 235, share: 0.5 },
  /** `blurred`: variance of the Laplacian below, DN²; not judged in the dark. */
  blurred: { sharpness: 25 },
  /** `frozen`: share of pixels equal to the previous frame's; sensor noise alone changes far more. Not judged in the dark. */
  frozen: { share: 0.99 },
} as const;

/** A frame's quality with what the next frame of that camera is compared to. */
export interface MeasuredFrame {
  readonly quality: FrameQuality;
  /** Luminance at {@link qualityWidth}, one byte a pixel. */
  readonly luma: Uint8Array;
  /** JPEG of at most `thumbnailWidth`, where asked for. */
  readonly thumbnail?: Buffer;
}

/**
 * Measures a JPEG with one shrink-on-load decode, which the thumbnail shares. `previous` is the last measure of the same
 * camera; without it `frozen` is not judged. Throws `NOT_A_JPEG`, `JPEG_TRUNCATED`, `PICTURE_TOO_LARGE`, `PICTURE_BROKEN`.
 */
export async function measureQuality(
  jpeg: Uint8Array,
  options: { previous?: MeasuredFrame | undefined; thumbnailWidth?: number } = {},
): Promise<MeasuredFrame> {
  const { previous, thumbnailWidth } = options;
  const decodeWidth = Math.max(qualityWidth, thumbnailWidth ?? 0);
  const decoded = await rawRgb(openPicture(jpeg).resize(within(decodeWidth)));
  const small = decodeWidth === qualityWidth ? decoded : await rawRgb(fromRgb(decoded).resize(within(qualityWidth)));
  const luma = lumaOf(small.pixels);
  const quality = qualityOf(luma, small.width, previous?.luma);
  if (thumbnailWidth === undefined) return { quality, luma };
  return { quality, luma, thumbnail: await thumbnailOf(fromRgb(decoded), thumbnailWidth) };
}

function fromRgb({ pixels, width, height }: RgbPicture): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function qualityOf(luma: Uint8Array, width: number, previous: Uint8Array | undefined): FrameQuality {
  let sum = 0;
  let darkPixels = 0;
  let brightPixels = 0;
  for (const value of luma) {
    sum += value;
    if (value <= 16) darkPixels += 1;
    if (value >= 250) brightPixels += 1;
  }
  const numbers = {
    luma: sum / luma.length,
    darkShare: darkPixels / luma.length,
    brightShare: brightPixels / luma.length,
    sharpness: laplacianVariance(luma, width),
  };
  return { ...numbers, flags: flagsOf(numbers, previous ? equalShare(luma, previous) : 0) };
}

function flagsOf(numbers: Omit<FrameQuality, 'flags'>, equal: number): FrameQuality['flags'] {
  const { dark, bright, blurred, frozen } = qualityThresholds;
  if (numbers.luma < dark.luma || numbers.darkShare > dark.share) return ['dark'];
  const flags: FrameQuality['flags'] = [];
  if (numbers.luma > bright.luma || numbers.brightShare > bright.share) flags.push('bright');
  if (numbers.sharpness < blurred.sharpness) flags.push('blurred');
  if (equal >= frozen.share) flags.push('frozen');
  return flags;
}

/** Variance of the 4-neighbour Laplacian over the inner pixels. */
function laplacianVariance(luma: Uint8Array, width: number): number {
  let sum = 0;
  let squares = 0;
  let count = 0;
  for (let row = width; row + width < luma.length; row += width) {
    for (let at = row + 1; at < row + width - 1; at += 1) {
      const value = luma[at - 1]! + luma[at + 1]! + luma[at - width]! + luma[at + width]! - 4 * luma[at]!;
      sum += value;
      squares += value * value;
      count += 1;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}

function equalShare(luma: Uint8Array, previous: Uint8Array): number {
  if (luma.length !== previous.length) return 0;
  let equal = 0;
  for (let at = 0; at < luma.length; at += 1) if (luma[at] === previous[at]) equal += 1;
  return equal / luma.length;
}
