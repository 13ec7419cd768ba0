import type { RgbPicture } from '@fieldlapse/imaging';

/**
 * Maps of a frame that are over when it is measured: made anew for each, they would scatter the memory of a process that
 * measures for months.
 */
const kept = { exg: new Float32Array(), rows: new Float32Array(), blurred: new Float32Array() };

function mapOf(name: keyof typeof kept, pixels: number): Float32Array {
  if (kept[name].length < pixels) kept[name] = new Float32Array(pixels);
  return kept[name].subarray(0, pixels);
}

/** ExG = (3G − (R+G+B)) / (R+G+B) of every pixel, −1 – 2; 0 for black. The map holds until the next call. */
export function excessGreen({ width, height, pixels }: RgbPicture): Float32Array {
  const exg = mapOf('exg', width * height);
  for (let pixel = 0, at = 0; pixel < exg.length; pixel += 1, at += 3) {
    const sum = pixels[at]! + pixels[at + 1]! + pixels[at + 2]!;
    exg[pixel] = sum === 0 ? 0 : (3 * pixels[at + 1]!) / sum - 1;
  }
  return exg;
}

/** Gaussian of σ = 1 px, five taps. */
const [middle, beside, outer] = [0.40262, 0.244201, 0.054489] as const;

/** Blurs a map by a Gaussian of σ = 1 px; the edge's values go on beyond it. The result holds until the next call. */
export function blurred(map: Float32Array, width: number, height: number): Float32Array {
  const rows = mapOf('rows', map.length);
  for (let row = 0; row < height; row += 1) blurRow(map, rows, row * width, width);
  const out = mapOf('blurred', map.length);
  const last = height - 1;
  for (let y = 0; y < height; y += 1) {
    const from = (row: number): number => Math.max(0, Math.min(last, row)) * width;
    blurAcross(rows, out, y * width, width, [from(y - 2), from(y - 1), from(y + 1), from(y + 2)]);
  }
  return out;
}

function blurRow(map: Float32Array, out: Float32Array, start: number, width: number): void {
  const end = start + width - 1;
  const atEdge = (at: number): void => {
    const value = (other: number): number => map[Math.max(start, Math.min(end, other))]!;
    out[at] = middle * value(at) + beside * (value(at - 1) + value(at + 1)) + outer * (value(at - 2) + value(at + 2));
  };
  for (let at = start; at <= Math.min(start + 1, end); at += 1) atEdge(at);
  for (let at = Math.max(start + 2, end - 1); at <= end; at += 1) atEdge(at);
  for (let at = start + 2; at <= end - 2; at += 1) {
    out[at] = middle * map[at]! + beside * (map[at - 1]! + map[at + 1]!) + outer * (map[at - 2]! + map[at + 2]!);
  }
}

/** One row of the result from the rows two and one above, one and two below, by where they start. */
function blurAcross(
  map: Float32Array,
  out: Float32Array,
  start: number,
  width: number,
  [a, b, c, d]: readonly [number, number, number, number],
): void {
  for (let x = 0; x < width; x += 1) {
    out[start + x] =
      middle * map[start + x]! + beside * (map[b + x]! + map[c + x]!) + outer * (map[a + x]! + map[d + x]!);
  }
}
