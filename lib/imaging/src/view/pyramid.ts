import { viewWidth } from '../decode.ts';
import type { GrayPicture } from './gray.ts';

/** One size of a picture. Positions are continuous: the middle of the first pixel is 0.5, so sizes convert by a factor alone. */
export interface Level {
  readonly width: number;
  readonly height: number;
  readonly pixels: Float32Array;
}

/** The picture at its size, a half and a quarter: every pixel the mean of the four above it. */
export function pyramidOf({ width, height, pixels }: GrayPicture): readonly [Level, Level, Level] {
  const whole: Level = { width, height, pixels: Float32Array.from(pixels) };
  const half = halve(whole);
  return [whole, half, halve(half)];
}

function halve({ width, height, pixels }: Level): Level {
  const small = { width: width >> 1, height: height >> 1, pixels: new Float32Array((width >> 1) * (height >> 1)) };
  for (let y = 0, at = 0; y < small.height; y += 1) {
    let from = 2 * y * width;
    for (let x = 0; x < small.width; x += 1, at += 1, from += 2) {
      small.pixels[at] = (pixels[from]! + pixels[from + 1]! + pixels[from + width]! + pixels[from + width + 1]!) * 0.25;
    }
  }
  return small;
}

/** A spot that can be told from what is around it in every direction; `x`, `y` are whole pixels of its level. */
export interface Corner {
  readonly x: number;
  readonly y: number;
  readonly strength: number;
}

/**
 * The best corner of each cell of a grid, strongest first, at most `most`: minimum eigenvalue (Shi and Tomasi, 1994) of the
 * gradients in a window of `2·half + 1` px, per pixel of it, at least `least` DN². `mask` (1 = may be used) is that of the
 * whole picture, `shrunk` times as large as the level; a window that touches what may not be used is left out.
 */
export function cornersOf(
  level: Level,
  options: { half: number; cell: number; most: number; least: number; shrunk: number; mask?: Uint8Array | undefined },
): Corner[] {
  const { half, cell, most, least, shrunk, mask } = options;
  const { width, height } = level;
  const sums = gradientSums(level, mask && shrinkMask(mask, level, shrunk));
  const area = (2 * half + 1) ** 2;
  const found: Corner[] = [];
  for (let top = half + 2; top < height - half - 2; top += cell) {
    for (let left = half + 2; left < width - half - 2; left += cell) {
      let best: Corner | undefined;
      for (let y = top; y < Math.min(top + cell, height - half - 2); y += 1) {
        for (let x = left; x < Math.min(left + cell, width - half - 2); x += 1) {
          const strength = strengthAt(sums, width, x, y, half) / area;
          if (strength > (best?.strength ?? least)) best = { x, y, strength };
        }
      }
      if (best) found.push(best);
    }
  }
  // A stable order whatever the engine's sort does with equals.
  return found.sort((a, b) => b.strength - a.strength || a.y - b.y || a.x - b.x).slice(0, most);
}

/** Running sums over the rectangle from the corner to a pixel, of the products of gradients and of pixels not to be used. */
interface GradientSums {
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  readonly yy: Float64Array;
  readonly barred: Int32Array;
}

function gradientSums({ width, height, pixels }: Level, usable: Uint8Array | undefined): GradientSums {
  const stride = width + 1;
  const size = stride * (height + 1);
  const sums = {
    xx: new Float64Array(size),
    xy: new Float64Array(size),
    yy: new Float64Array(size),
    barred: new Int32Array(size),
  };
  for (let y = 0; y < height; y += 1) {
    let [xx, xy, yy, barred] = [0, 0, 0, 0];
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      if (y > 0 && x > 0 && y < height - 1 && x < width - 1) {
        const dx = (pixels[at + 1]! - pixels[at - 1]!) / 2;
        const dy = (pixels[at + width]! - pixels[at - width]!) / 2;
        xx += dx * dx;
        xy += dx * dy;
        yy += dy * dy;
      }
      if (usable && usable[at] === 0) barred += 1;
      const sum = (y + 1) * stride + x + 1;
      sums.xx[sum] = sums.xx[sum - stride]! + xx;
      sums.xy[sum] = sums.xy[sum - stride]! + xy;
      sums.yy[sum] = sums.yy[sum - stride]! + yy;
      sums.barred[sum] = sums.barred[sum - stride]! + barred;
    }
  }
  return sums;
}

function strengthAt(sums: GradientSums, width: number, x: number, y: number, half: number): number {
  const stride = width + 1;
  const a = (y - half) * stride + x - half;
  const c = (y + half + 1) * stride + x - half;
  const side = 2 * half + 1;
  const over = (s: Float64Array | Int32Array): number => s[c + side]! - s[c]! - s[a + side]! + s[a]!;
  if (over(sums.barred) > 0) return 0;
  const [xx, xy, yy] = [over(sums.xx), over(sums.xy), over(sums.yy)];
  return (xx + yy - Math.sqrt((xx - yy) ** 2 + 4 * xy * xy)) / 2;
}

/** A pixel of the level may be used only where all that it is the mean of may be. */
function shrinkMask(mask: Uint8Array, { width, height }: Level, shrunk: number): Uint8Array {
  if (shrunk === 1) return mask;
  const small = new Uint8Array(width * height).fill(1);
  for (let y = 0; y < height * shrunk; y += 1) {
    for (let x = 0; x < width * shrunk; x += 1) {
      if (mask[y * viewWidth + x] === 0) small[Math.floor(y / shrunk) * width + Math.floor(x / shrunk)] = 0;
    }
  }
  return small;
}
