import type { RgbPicture } from '@fieldlapse/imaging';

/** ExG = (3G − (R+G+B)) / (R+G+B) of every pixel, −1 – 2; 0 for black. */
export function excessGreen({ width, height, pixels }: RgbPicture): Float32Array {
  const exg = new Float32Array(width * height);
  for (let pixel = 0, at = 0; pixel < exg.length; pixel += 1, at += 3) {
    const sum = pixels[at]! + pixels[at + 1]! + pixels[at + 2]!;
    exg[pixel] = sum === 0 ? 0 : (3 * pixels[at + 1]!) / sum - 1;
  }
  return exg;
}

/** Gaussian of σ = 1 px, five taps. */
const [middle, beside, outer] = [0.40262, 0.244201, 0.054489] as const;

/** Blurs a map by a Gaussian of σ = 1 px; the edge's values go on beyond it. */
export function blurred(map: Float32Array, width: number, height: number): Float32Array {
  return blurredAlong(blurredAlong(map, width, height, 1), width, height, width);
}

/** One direction of it: `step` is 1 along the rows, `width` along the columns. */
function blurredAlong(map: Float32Array, width: number, height: number, step: number): Float32Array {
  const out = new Float32Array(map.length);
  const along = step === 1 ? width : height;
  const lines = map.length / along;
  for (let line = 0; line < lines; line += 1) {
    const first = step === 1 ? line * width : line;
    const last = first + (along - 1) * step;
    for (let at = first; at <= last; at += step) {
      const a = at - 2 * step < first ? first : at - 2 * step;
      const b = at - step < first ? first : at - step;
      const c = at + step > last ? last : at + step;
      const d = at + 2 * step > last ? last : at + 2 * step;
      out[at] = middle * map[at]! + beside * (map[b]! + map[c]!) + outer * (map[a]! + map[d]!);
    }
  }
  return out;
}
