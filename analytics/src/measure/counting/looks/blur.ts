/** Numbers of a picture's pixels, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/**
 * A Gaussian blur of `sigmaPx`, as three box blurs each way (Kovesi 2010): the same effort at any width. The edge's pixels go on
 * outside of the picture.
 */
export function blur(plane: Plane, sigmaPx: number): Plane {
  const reach = Math.round((Math.sqrt(4 * sigmaPx * sigmaPx + 1) - 1) / 2);
  if (reach < 1) return plane;
  const { width, height } = plane;
  const values = Float32Array.from(plane.values);
  const line = new Float64Array(width + 2 * reach + 1);
  for (let row = 0; row < height; row += 1) {
    const pixels = values.subarray(row * width, (row + 1) * width);
    for (let pass = 0; pass < 3; pass += 1) blurRow(pixels, line, reach);
  }
  const blurred = [values, new Float32Array(values.length)] as const;
  for (let pass = 0; pass < 3; pass += 1)
    blurColumns(blurred[pass % 2]!, blurred[(pass + 1) % 2]!, { width, height }, reach);
  return { width, height, values: blurred[1] };
}

/** In place; `line` is room for the row and its edges. */
function blurRow(pixels: Float32Array, line: Float64Array, reach: number): void {
  const length = pixels.length;
  line.fill(pixels[0]!, 0, reach);
  line.set(pixels, reach);
  line.fill(pixels[length - 1]!, reach + length);
  const taps = 2 * reach + 1;
  let sum = 0;
  for (let at = 0; at < taps; at += 1) sum += line[at]!;
  for (let at = 0; at < length; at += 1) {
    pixels[at] = sum / taps;
    sum += line[at + taps]! - line[at]!;
  }
}

/** All columns at once, row after row, as memory lies. */
function blurColumns(
  from: Float32Array,
  to: Float32Array,
  { width, height }: Omit<Plane, 'values'>,
  reach: number,
): void {
  const sums = new Float64Array(width);
  const taps = 2 * reach + 1;
  const rowAt = (row: number): number => Math.max(0, Math.min(height - 1, row)) * width;
  for (let row = -reach; row <= reach; row += 1) {
    for (let x = 0, at = rowAt(row); x < width; x += 1, at += 1) sums[x]! += from[at]!;
  }
  for (let row = 0; row < height; row += 1) {
    let enters = rowAt(row + reach + 1);
    let leaves = rowAt(row - reach);
    for (let x = 0, at = row * width; x < width; x += 1, at += 1, enters += 1, leaves += 1) {
      to[at] = sums[x]! / taps;
      sums[x]! += from[enters]! - from[leaves]!;
    }
  }
}

/** A plane of what `of` makes of each pixel's numbers in two planes. */
export function combine(one: Plane, other: Plane, of: (a: number, b: number) => number): Plane {
  const values = new Float32Array(one.values.length);
  for (let at = 0; at < values.length; at += 1) values[at] = of(one.values[at]!, other.values[at]!);
  return { width: one.width, height: one.height, values };
}

/**
 * The plane in units of its own spread about its median, so that light and camera settings count less; `leastSpread` keeps a
 * plane without any content from becoming noise.
 */
export function inOwnSpread(plane: Plane, leastSpread: number): Plane {
  const every = 17;
  const sample = new Float32Array(Math.ceil(plane.values.length / every));
  for (let at = 0; at < sample.length; at += 1) sample[at] = plane.values[at * every]!;
  const middle = sample.sort()[sample.length >> 1]!;
  const off = sample.map((value) => Math.abs(value - middle)).sort();
  const spread = Math.max(leastSpread, off[Math.floor(off.length * 0.75)]!);
  return { ...plane, values: plane.values.map((value) => (value - middle) / spread) };
}
