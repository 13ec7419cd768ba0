import type { RgbPicture } from '@fieldlapse/imaging';

/**
 * Maps of a frame that are over when it is measured: made anew for each, they would scatter the memory of a process that
 * measures for months.
 */
const kept = { exg: new Float32Array(), blurred: new Float32Array() };

function mapOf(name: keyof typeof kept, pixels: number): Float32Array {
  if (kept[name].length < pixels) kept[name] = new Float32Array(pixels);
  return kept[name].subarray(0, pixels);
}

/** ExG = (3G − (R+G+B)) / (R+G+B) of every pixel, −1 – 2; 0 for black. The map holds until the next call. */
export function excessGreen({ width, height, pixels }: RgbPicture): Float32Array {
  const exg = mapOf('exg', width * height);
  writeExcessGreen(pixels, 0, exg);
  return exg;
}

/** That of the pixels from `first` on, as many as there is room for. */
function writeExcessGreen(rgb: Uint8Array, first: number, exg: Float32Array): void {
  const end = exg.length;
  for (let pixel = 0, at = first * 3; pixel < end; pixel += 1, at += 3) {
    const green = rgb[at + 1]!;
    const sum = rgb[at]! + green + rgb[at + 2]!;
    exg[pixel] = sum === 0 ? 0 : (3 * green) / sum - 1;
  }
}

/** {@link excessGreen}, {@link blurred}: row by row, so that nothing but the result leaves the processor's own memory. */
export function blurredExcessGreen({ width, height, pixels }: RgbPicture): Float32Array {
  return blurred(width, height, (y, row) => writeExcessGreen(pixels, y * width, row));
}

/** Gaussian of σ = 1 px, five taps. */
const [middle, beside, outer] = [0.40262, 0.244201, 0.054489] as const;

/** The last five rows, blurred along themselves; they stay in the processor's own memory. */
let rows: readonly [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array] = rowsOf(0);

function rowsOf(width: number): typeof rows {
  const row = (): Float64Array => new Float64Array(width);
  return [row(), row(), row(), row(), row()];
}

/**
 * Blurs a map, of which `writeRow` writes one row after another, by a Gaussian of σ = 1 px; the edge's values go on beyond it. The result
 * holds until the next call.
 */
export function blurred(width: number, height: number, writeRow: (y: number, row: Float32Array) => void): Float32Array {
  if (rows[0].length !== width) rows = rowsOf(width);
  const out = mapOf('blurred', width * height);
  const row = new Float32Array(width + 2);
  const own = row.subarray(0, width);
  const rowAt = (y: number): Float64Array => rows[Math.max(0, Math.min(height - 1, y)) % 5]!;
  for (let next = 0; next < height + 2; next += 1) {
    if (next < height) {
      writeRow(next, own);
      row.fill(row[width - 1]!, width);
      blurAlong(row, rowAt(next));
    }
    const y = next - 2;
    if (y >= 0) blurAcross(rowAt(y), rowAt(y - 2), rowAt(y - 1), rowAt(y + 1), rowAt(y + 2), out, y * width);
  }
  return out;
}

/** A row with two more values, as exact as the map is. */
function blurAlong(row: Float32Array, along: Float64Array): void {
  let a = row[0]!;
  let b = a;
  let c = a;
  let d = row[1]!;
  for (let x = 0; x < along.length; x += 1) {
    const e = row[x + 2]!;
    along[x] = Math.fround(middle * c + beside * (b + d) + outer * (a + e));
    a = b;
    b = c;
    c = d;
    d = e;
  }
}

/** One row of the result from its own, those two and one above, and those one and two below. */
function blurAcross(
  own: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  d: Float64Array,
  out: Float32Array,
  start: number,
): void {
  for (let x = 0; x < own.length; x += 1) {
    out[start + x] = middle * own[x]! + beside * (b[x]! + c[x]!) + outer * (a[x]! + d[x]!);
  }
}
