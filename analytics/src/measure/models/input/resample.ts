/** For each position along one side: where its sources begin, how many there are, and their weights one after another. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly offset: Int32Array;
  readonly weights: Float32Array;
}

/**
 * How a side of `from` pixels becomes one of `to`: the mean of what each new pixel covers where it shrinks, straight lines
 * between pixel centres where it grows. Weights of a pixel add up to 1.
 */
export function tapsOf(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const offset = new Int32Array(to);
  const weights: number[] = [];
  const ratio = from / to;
  for (let at = 0; at < to; at += 1) {
    const [begin, own] =
      ratio >= 1 ? covered(at * ratio, (at + 1) * ratio, from) : between((at + 0.5) * ratio - 0.5, from);
    first[at] = begin;
    count[at] = own.length;
    offset[at] = weights.length;
    weights.push(...own);
  }
  return { first, count, offset, weights: Float32Array.from(weights) };
}

function covered(left: number, right: number, side: number): [number, number[]] {
  const begin = Math.floor(left + 1e-9);
  const end = Math.min(side, Math.ceil(right - 1e-9));
  const own: number[] = [];
  for (let pixel = begin; pixel < end; pixel += 1) {
    own.push((Math.min(pixel + 1, right) - Math.max(pixel, left)) / (right - left));
  }
  return [begin, own];
}

function between(centre: number, side: number): [number, number[]] {
  const low = Math.max(0, Math.min(side - 1, Math.floor(centre)));
  const share = Math.max(0, Math.min(1, centre - low));
  return low + 1 < side && share > 0 ? [low, [1 - share, share]] : [low, [1]];
}

/** Rows of numbers, `channels` of them for each pixel. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** Part of a raster of bytes at another size; `width` is that of its rows, `part` what is taken of it. */
export function resample(
  bytes: Uint8Array,
  width: number,
  part: { left: number; top: number; width: number; height: number },
  to: { width: number; height: number },
  channels: number,
): Raster {
  const across = tapsOf(part.width, to.width);
  const down = tapsOf(part.height, to.height);
  const values = new Float32Array(to.width * to.height * channels);
  const row = new Float32Array(to.width * channels);
  let held = -1;
  for (let y = 0; y < to.height; y += 1) {
    for (let tap = 0; tap < down.count[y]!; tap += 1) {
      const line = down.first[y]! + tap;
      // The last line of one new row is the first of the next.
      if (line !== held) acrossRow(bytes, ((part.top + line) * width + part.left) * channels, across, channels, row);
      held = line;
      const weight = down.weights[down.offset[y]! + tap]!;
      for (let at = 0, into = y * row.length; at < row.length; at += 1, into += 1) values[into]! += row[at]! * weight;
    }
  }
  return { width: to.width, height: to.height, values };
}

function acrossRow(bytes: Uint8Array, start: number, taps: Taps, channels: number, row: Float32Array): void {
  for (let x = 0; x < taps.first.length; x += 1) {
    const from = start + taps.first[x]! * channels;
    const weights = taps.offset[x]!;
    for (let channel = 0; channel < channels; channel += 1) {
      let sum = 0;
      for (let tap = 0; tap < taps.count[x]!; tap += 1) {
        sum += bytes[from + tap * channels + channel]! * taps.weights[weights + tap]!;
      }
      row[x * channels + channel] = sum;
    }
  }
}
