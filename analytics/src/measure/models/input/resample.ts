/** For each position along one side: where its sources begin, how many there are, and their weights one after another. */
export interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Float32Array;
}

/** More pairs of sides than the cameras of a farm have. */
const mostKept = 64;

/** Keeps what is made of two sides: the next frame has the same. */
function bySides<T>(make: (from: number, to: number) => T): typeof make {
  const made = new Map<string, T>();
  return (from, to) => {
    const sides = `${from} ${to}`;
    const known = made.get(sides);
    if (known) return known;
    if (made.size >= mostKept) made.clear();
    const one = make(from, to);
    made.set(sides, one);
    return one;
  };
}

/**
 * How a side of `from` pixels becomes one of `to`: the mean of what each new pixel covers where it shrinks, straight lines
 * between pixel centres where it grows. Weights of a pixel add up to 1.
 */
export const tapsOf = bySides((from, to): Taps => {
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
});

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

/** A row between two lines of a picture, or of sums of more: `of[one + x] × a + of[other + x] × b`. */
export interface BetweenLines {
  readonly of: Uint8Array | Float64Array;
  readonly one: number;
  readonly a: number;
  readonly other: number;
  readonly b: number;
}

/** Called for each row of a resampled picture, from the top: its two lines, and how pixels come of them. */
type EachRow = (y: number, lines: BetweenLines, across: EvenTaps) => void;

/**
 * Part of an RGB picture at another size. What a row hands over, its lines at the picture's width and the taps across, is valid
 * until the next; {@link acrossLines} makes pixels of it. `width` is the picture's.
 */
export function resampleRows(
  bytes: Uint8Array,
  width: number,
  part: Part,
  to: { readonly width: number; readonly height: number },
  eachRow: EachRow,
): void {
  const across = evenTaps(part.width, to.width);
  const down = tapsOf(part.height, to.height);
  // Two taps have a pixel each, also where one of them weighs nothing.
  const line = new Float64Array(Math.max(2, part.width) * 3);
  const own = line.subarray(0, part.width * 3);
  const startOf = (at: number): number => ((part.top + at) * width + part.left) * 3;
  for (let y = 0, tap = 0; y < to.height; y += 1) {
    const [first, count] = [down.first[y]!, down.count[y]!];
    const second = count > 1 ? 1 : 0;
    const weight = (of: number): number => down.weights[tap + of]!;
    const lines = { of: bytes, one: startOf(first), a: weight(0), other: startOf(first + second), b: second * weight(second) }; // prettier-ignore
    if (count <= 2 && across.each === 2 && part.width > 1) eachRow(y, lines, across);
    else {
      setLine(own, lines);
      for (let more = 2; more < count; more += 1) addLine(own, bytes, startOf(first + more), weight(more));
      eachRow(y, { of: line, one: 0, a: 1, other: 0, b: 0 }, across);
    }
    tap += count;
  }
}

function setLine(line: Float64Array, { of, one, a, other, b }: BetweenLines): void {
  for (let at = 0; at < line.length; at += 1) line[at] = of[one + at]! * a + of[other + at]! * b;
}

function addLine(line: Float64Array, bytes: Uint8Array, start: number, weight: number): void {
  for (let at = 0; at < line.length; at += 1) line[at]! += bytes[start + at]! * weight;
}

/** Taps of which every position has the same number, two or more, some of weight 0: loops of a known length are fast. */
export interface EvenTaps {
  readonly each: number;
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

const evenTaps = bySides((from, to): EvenTaps => {
  const { first, count, weights } = tapsOf(from, to);
  const each = count.reduce((most, own) => Math.max(most, own), 2);
  const even = new Float64Array(first.length * each);
  const begins = first.map((own) => Math.max(0, Math.min(own, from - each)));
  for (let x = 0, tap = 0; x < first.length; x += 1) {
    const into = x * each + first[x]! - begins[x]!;
    for (let own = 0; own < count[x]!; own += 1) even[into + own] = weights[tap++]!;
  }
  return { each, first: begins, weights: even };
});

/** Red, green and blue of a row become numbers: colour × gain + shift, each from its start on, `step` apart. */
export interface ColourPlaces {
  readonly step: number;
  readonly starts: Colours;
  readonly gains: Colours;
  readonly shifts: Colours;
}

type Colours = readonly [red: number, green: number, blue: number];

/** Writes the pixels of a row that {@link resampleRows} handed over, the first of them `skipped` after the starts. */
export function acrossLines(
  lines: BetweenLines,
  taps: EvenTaps,
  into: Float32Array | Uint8Array,
  skipped: number,
  places: ColourPlaces,
): void {
  if (taps.each === 2) acrossTwo(lines, taps, into, skipped, places);
  else for (let colour = 0; colour < 3; colour += 1) acrossMany(lines.of, taps, into, skipped, places, colour);
}

/** A loop within the loop, or sums of two lines kept between, would cost more than all the rest of it. */
function acrossTwo(
  { of, one, a, other, b }: BetweenLines,
  { first, weights }: EvenTaps,
  into: Float32Array | Uint8Array,
  skipped: number,
  { step, starts, gains, shifts }: ColourPlaces,
): void {
  const red = starts[0];
  const green = starts[1];
  const blue = starts[2];
  const gainR = gains[0];
  const gainG = gains[1];
  const gainB = gains[2];
  const shiftR = shifts[0];
  const shiftG = shifts[1];
  const shiftB = shifts[2];
  for (let x = 0, tap = 0, at = skipped; x < first.length; x += 1, tap += 2, at += step) {
    const p = one + first[x]! * 3;
    const q = other + first[x]! * 3;
    const left = weights[tap]!;
    const right = weights[tap + 1]!;
    into[red + at] = ((of[p]! * a + of[q]! * b) * left + (of[p + 3]! * a + of[q + 3]! * b) * right) * gainR + shiftR;
    into[green + at] =
      ((of[p + 1]! * a + of[q + 1]! * b) * left + (of[p + 4]! * a + of[q + 4]! * b) * right) * gainG + shiftG;
    into[blue + at] =
      ((of[p + 2]! * a + of[q + 2]! * b) * left + (of[p + 5]! * a + of[q + 5]! * b) * right) * gainB + shiftB;
  }
}

function acrossMany(
  line: Float64Array | Uint8Array,
  { each, first, weights }: EvenTaps,
  into: Float32Array | Uint8Array,
  skipped: number,
  { step, starts, gains, shifts }: ColourPlaces,
  colour: number,
): void {
  const [gain, shift] = [gains[colour]!, shifts[colour]!];
  for (let x = 0, tap = 0, at = starts[colour]! + skipped; x < first.length; x += 1, at += step) {
    let sum = 0;
    const end = first[x]! * 3 + colour + each * 3;
    for (let pixel = end - each * 3; pixel < end; pixel += 3, tap += 1) sum += line[pixel]! * weights[tap]!;
    into[at] = sum * gain + shift;
  }
}
