/** For each position along one side: where its sources begin, how many there are, and their weights one after another. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float32Array;
}

/**
 * How a side of `from` pixels becomes one of `to`: the mean of what each new pixel covers where it shrinks, straight lines
 * between pixel centres where it grows. Weights of a pixel add up to 1.
 */
export function tapsOf(from: number, to: number): Taps {
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights: number[] = [];
  const ratio = from / to;
  for (let at = 0; at < to; at += 1) {
    const [begin, own] =
      ratio >= 1 ? covered(at * ratio, (at + 1) * ratio, from) : between((at + 0.5) * ratio - 0.5, from);
    first[at] = begin;
    count[at] = own.length;
    weights.push(...own);
  }
  return { first, count, weights: Float32Array.from(weights) };
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

/** Part of a picture, px. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Part of an RGB picture at another size, row by row from the top; a row is valid until the next. `width` is the picture's. */
export function resampleRows(
  bytes: Uint8Array,
  width: number,
  part: Part,
  to: { readonly width: number; readonly height: number },
  eachRow: (y: number, row: Float32Array) => void,
): void {
  const across = tapsOf(part.width, to.width);
  const down = tapsOf(part.height, to.height);
  const sums = new Float32Array(part.width * 3);
  const row = new Float32Array(to.width * 3);
  for (let y = 0, tap = 0; y < to.height; y += 1) {
    sums.fill(0);
    const end = down.first[y]! + down.count[y]!;
    for (let line = down.first[y]!; line < end; line += 1, tap += 1) {
      addLine(sums, bytes, ((part.top + line) * width + part.left) * 3, down.weights[tap]!);
    }
    acrossLine(sums, across, row);
    eachRow(y, row);
  }
}

function addLine(sums: Float32Array, bytes: Uint8Array, start: number, weight: number): void {
  for (let at = 0; at < sums.length; at += 1) sums[at]! += bytes[start + at]! * weight;
}

function acrossLine(sums: Float32Array, { first, count, weights }: Taps, row: Float32Array): void {
  for (let x = 0, into = 0, tap = 0; x < first.length; x += 1, into += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    const end = (first[x]! + count[x]!) * 3;
    for (let at = first[x]! * 3; at < end; at += 3, tap += 1) {
      const weight = weights[tap]!;
      red += sums[at]! * weight;
      green += sums[at + 1]! * weight;
      blue += sums[at + 2]! * weight;
    }
    row[into] = red;
    row[into + 1] = green;
    row[into + 2] = blue;
  }
}
