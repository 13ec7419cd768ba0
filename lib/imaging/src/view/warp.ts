import { viewWidth, type RgbPicture } from '../decode.ts';
import { linearOf, poseDistance, stillPose, type Pose } from './pose.ts';

/** Below this root mean square shift, px of the picture itself, a picture is returned as it is: resampling would cost more sharpness. */
const worthPx = 0.15;

/** Steps between two pixels for which the cubic's weights are kept, and the bits of those weights. */
const stepBits = 6;
const steps = 1 << stepBits;
const weightBits = 12;

/** Catmull–Rom weights of the four pixels around a position, for each step between the middle two. */
const cubic = Int32Array.from({ length: steps * 4 }, (_, index) => {
  const t = (index >> 2) / steps;
  const weights = [
    ((-t + 2) * t - 1) * t,
    (3 * t - 5) * t * t + 2,
    ((-3 * t + 4) * t + 1) * t,
    (t - 1) * t * t,
  ] as const;
  return Math.round(((weights[index & 3] ?? 0) / 2) * 2 ** weightBits);
});

/**
 * The frame as the reference's camera would have shown it: undoes `pose` at the picture's own size, bicubic, the edges'
 * pixels repeated where the frame saw nothing. The picture itself where the pose is too small to be worth it.
 * Meant for small turns and scales (below about 10° and 10 %).
 */
export function warpPicture(picture: RgbPicture, pose: Pose): RgbPicture {
  const { width, height } = picture;
  const enlarged = width / viewWidth;
  if (poseDistance(pose, stillPose, height / width) * enlarged < worthPx) return picture;
  const { a, b, dx, dy } = linearOf(pose);
  const [centerX, centerY] = [(width - 1) / 2, (height - 1) / 2];
  // Output (x, y) shows input (u, v): u = a·x − b·y + e, v = b·x + a·y + f.
  const e = centerX - a * centerX + b * centerY + dx * enlarged;
  const f = centerY - b * centerX - a * centerY + dy * enlarged;
  // Two passes of one dimension, rows first: with y = (v − b·x − f) / a, u runs evenly along each input row.
  const slope = a + (b * b) / a;
  const rows = alongRows(picture, slope, -b / a, e + (b * f) / a);
  return { width, height, pixels: alongColumns(rows, width, height, { a, b, f }) };
}

/** Added to positions so that cutting off the fraction rounds down; more than any warp reaches beyond an edge, px. */
const beyond = 16_384;
const rounding = 0.5 / steps;

/** Rows of the last warp, whose room the next one uses: made anew for each frame they would scatter the memory of a process. */
let kept = new Int16Array();

/** Row `v` of the result holds at `x` the input at `u = slope·x + lean·v + offset`. Values carry 4 more bits. */
function alongRows(picture: RgbPicture, slope: number, lean: number, offset: number): Int16Array {
  const { width, height, pixels } = picture;
  if (kept.length < width * height * 3) kept = new Int16Array(width * height * 3);
  const out = kept;
  const last = width - 1;
  const half = 1 << (weightBits - 5);
  const shift = weightBits - 4;
  for (let v = 0, at = 0; v < height; v += 1) {
    const row = v * width * 3;
    const start = lean * v + offset + beyond + rounding;
    for (let x = 0; x < width; x += 1, at += 3) {
      const position = ((slope * x + start) * steps) | 0;
      const u = (position >> stepBits) - beyond;
      const w = (position & (steps - 1)) << 2;
      const w0 = cubic[w]!;
      const w1 = cubic[w + 1]!;
      const w2 = cubic[w + 2]!;
      const w3 = cubic[w + 3]!;
      let p0 = row + (u - 1) * 3;
      let p1 = p0 + 3;
      let p2 = p0 + 6;
      let p3 = p0 + 9;
      if (u < 1 || u > last - 2) {
        p0 = row + bound(u - 1, last) * 3;
        p1 = row + bound(u, last) * 3;
        p2 = row + bound(u + 1, last) * 3;
        p3 = row + bound(u + 2, last) * 3;
      }
      out[at] = (w0 * pixels[p0]! + w1 * pixels[p1]! + w2 * pixels[p2]! + w3 * pixels[p3]! + half) >> shift;
      out[at + 1] =
        (w0 * pixels[p0 + 1]! + w1 * pixels[p1 + 1]! + w2 * pixels[p2 + 1]! + w3 * pixels[p3 + 1]! + half) >> shift;
      out[at + 2] =
        (w0 * pixels[p0 + 2]! + w1 * pixels[p1 + 2]! + w2 * pixels[p2 + 2]! + w3 * pixels[p3 + 2]! + half) >> shift;
    }
  }
  return out;
}

/** The picture whose pixel at `x`, `y` is that of the rows at `x` and `v = b·x + a·y + f`. */
function alongColumns(
  rows: Int16Array,
  width: number,
  height: number,
  { a, b, f }: { a: number; b: number; f: number },
): Buffer {
  const out = new Uint8ClampedArray(width * height * 3);
  const last = height - 1;
  const stride = width * 3;
  const half = 1 << (weightBits + 3);
  const shift = weightBits + 4;
  for (let y = 0, at = 0; y < height; y += 1) {
    const start = a * y + f + beyond + rounding;
    for (let column = 0, x = 0; x < width; x += 1, column += 3, at += 3) {
      const position = ((b * x + start) * steps) | 0;
      const v = (position >> stepBits) - beyond;
      const w = (position & (steps - 1)) << 2;
      const w0 = cubic[w]!;
      const w1 = cubic[w + 1]!;
      const w2 = cubic[w + 2]!;
      const w3 = cubic[w + 3]!;
      let p0 = (v - 1) * stride + column;
      let p1 = p0 + stride;
      let p2 = p1 + stride;
      let p3 = p2 + stride;
      if (v < 1 || v > last - 2) {
        p0 = bound(v - 1, last) * stride + column;
        p1 = bound(v, last) * stride + column;
        p2 = bound(v + 1, last) * stride + column;
        p3 = bound(v + 2, last) * stride + column;
      }
      out[at] = (w0 * rows[p0]! + w1 * rows[p1]! + w2 * rows[p2]! + w3 * rows[p3]! + half) >> shift;
      out[at + 1] = (w0 * rows[p0 + 1]! + w1 * rows[p1 + 1]! + w2 * rows[p2 + 1]! + w3 * rows[p3 + 1]! + half) >> shift;
      out[at + 2] = (w0 * rows[p0 + 2]! + w1 * rows[p1 + 2]! + w2 * rows[p2 + 2]! + w3 * rows[p3 + 2]! + half) >> shift;
    }
  }
  return Buffer.from(out.buffer);
}

const bound = (position: number, last: number): number => (position < 0 ? 0 : position > last ? last : position);
