import { viewWidth, type RgbPicture } from '../decode.ts';

/** Rows of luminance, one byte a pixel, without padding. */
export interface GrayPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** The Rec. 601 luma of a picture at {@link viewWidth}: each pixel is the mean of the area that it covers. */
export function grayOf(picture: RgbPicture): GrayPicture {
  const { width, height, pixels } = picture;
  const times = width / viewWidth;
  if (Number.isInteger(times) && height % times === 0) return grayByWhole(picture, times);
  const luma = new Float32Array(width * height);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel += 1, at += 3) {
    luma[pixel] = (pixels[at]! * 77 + pixels[at + 1]! * 150 + pixels[at + 2]! * 29) / 256;
  }
  const viewHeight = Math.max(1, Math.round((height * viewWidth) / width));
  const across = spread(width, viewWidth);
  const down = spread(height, viewHeight);
  const narrow = new Float32Array(viewWidth * height);
  for (let row = 0; row < height; row += 1) {
    for (let x = 0; x < viewWidth; x += 1) {
      let sum = 0;
      const from = across.from[x]!;
      for (let tap = 0; tap < across.taps; tap += 1) {
        sum += across.weights[x * across.taps + tap]! * luma[row * width + Math.min(width - 1, from + tap)]!;
      }
      narrow[row * viewWidth + x] = sum;
    }
  }
  return { width: viewWidth, height: viewHeight, pixels: squeezeRows(narrow, height, viewHeight, down) };
}

/** The same where whole pixels make up each pixel, as they mostly do. */
function grayByWhole({ height, pixels }: RgbPicture, times: number): GrayPicture {
  const viewHeight = height / times;
  const small = new Uint8Array(viewWidth * viewHeight);
  const sums = new Int32Array(viewWidth);
  const divisor = 256 * times * times;
  for (let y = 0, at = 0; y < viewHeight; y += 1) {
    sums.fill(divisor / 2);
    for (let row = 0; row < times; row += 1) {
      for (let x = 0; x < viewWidth; x += 1) {
        let sum = 0;
        for (let column = 0; column < times; column += 1, at += 3) {
          sum += pixels[at]! * 77 + pixels[at + 1]! * 150 + pixels[at + 2]! * 29;
        }
        sums[x]! += sum;
      }
    }
    for (let x = 0; x < viewWidth; x += 1) small[y * viewWidth + x] = sums[x]! / divisor;
  }
  return { width: viewWidth, height: viewHeight, pixels: small };
}

function squeezeRows(narrow: Float32Array, height: number, viewHeight: number, down: Spread): Uint8Array {
  const small = new Uint8Array(viewWidth * viewHeight);
  const sums = new Float32Array(viewWidth);
  for (let y = 0; y < viewHeight; y += 1) {
    sums.fill(0.5);
    for (let tap = 0; tap < down.taps; tap += 1) {
      const weight = down.weights[y * down.taps + tap]!;
      const row = Math.min(height - 1, down.from[y]! + tap) * viewWidth;
      if (weight > 0) for (let x = 0; x < viewWidth; x += 1) sums[x]! += weight * narrow[row + x]!;
    }
    for (let x = 0; x < viewWidth; x += 1) small[y * viewWidth + x] = sums[x]!;
  }
  return small;
}

/** Which pixels of a longer or shorter line make up each pixel of a line, and with what weights. */
interface Spread {
  readonly taps: number;
  readonly from: Int32Array;
  readonly weights: Float32Array;
}

function spread(length: number, target: number): Spread {
  const step = length / target;
  // A tent of at least one source pixel: area mean when shrinking, straight lines between pixels when growing.
  const reach = Math.max(1, step);
  const taps = Math.ceil(reach) + 2;
  const from = new Int32Array(target);
  const weights = new Float32Array(target * taps);
  for (let at = 0; at < target; at += 1) {
    const middle = (at + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(middle - (reach + 1) / 2));
    from[at] = first;
    let total = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = Math.abs(first + tap - middle);
      const weight = first + tap >= length ? 0 : step >= 1 ? clamp((reach + 1) / 2 - distance) : clamp(1 - distance);
      weights[at * taps + tap] = weight;
      total += weight;
    }
    for (let tap = 0; tap < taps; tap += 1) weights[at * taps + tap]! /= total;
  }
  return { taps, from, weights };
}

const clamp = (share: number): number => Math.max(0, Math.min(1, share));
