import sharp from 'sharp';

// Reads what a drawn QR code says [ISO/IEC 18004], by tables of its own and not by those that drew it. The picture has to be straight
// and clean: nothing is corrected.

type Modules = readonly (readonly boolean[])[];

/** Centres of alignment patterns by version, and blocks at error correction M as [count, data codewords, error codewords]. */
const versions: Readonly<Record<number, { centres: readonly number[]; blocks: readonly (readonly [number, number, number])[] }>> = {
  4: { centres: [6, 26], blocks: [[2, 32, 18]] },
  5: { centres: [6, 30], blocks: [[2, 43, 24]] },
  6: { centres: [6, 34], blocks: [[4, 27, 16]] },
  7: { centres: [6, 22, 38], blocks: [[4, 31, 18]] },
  8: { centres: [6, 24, 42], blocks: [[2, 38, 22], [2, 39, 22]] },
  9: { centres: [6, 26, 46], blocks: [[3, 36, 22], [2, 37, 22]] },
}; // prettier-ignore

const masks: readonly ((row: number, column: number) => boolean)[] = [
  (i, j) => (i + j) % 2 === 0,
  (i) => i % 2 === 0,
  (_, j) => j % 3 === 0,
  (i, j) => (i + j) % 3 === 0,
  (i, j) => (Math.floor(i / 2) + Math.floor(j / 3)) % 2 === 0,
  (i, j) => ((i * j) % 2) + ((i * j) % 3) === 0,
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2 === 0,
  (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2 === 0,
];
const alphanumeric = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** What the code in a picture says. Throws where it is none of versions 4–9 at error correction M. */
export async function readQr(picture: Buffer): Promise<string> {
  const modules = await modulesOf(picture);
  const version = (modules.length - 17) / 4;
  const known = versions[version];
  if (!known) throw new RangeError(`a QR code of version ${version}`);
  // Three bits of the format tell the mask, two the level: 00 is M. Both are drawn with a mask of their own (101010000010010).
  const format = [0, 1, 2, 3, 4].map((at) => Number(modules[8]![at]) ^ Number('10101'[at]));
  if (format[0] !== 0 || format[1] !== 0) throw new RangeError('not of error correction M');
  const mask = masks[format[2]! * 4 + format[3]! * 2 + format[4]!]!;
  const bits = bitsOf(modules, isFunction(modules.length, version, known.centres), mask);
  return textOf(sorted(bytesOf(bits), known.blocks), version);
}

/** The picture as modules: the white around the code is cut off, then the finder pattern tells how large a module is. */
async function modulesOf(picture: Buffer): Promise<Modules> {
  const { data, info } = await sharp(picture).flatten().greyscale().raw().toBuffer({ resolveWithObject: true });
  const isDark = (x: number, y: number) => data[y * info.width + x]! < 128;
  let [left, top] = [info.width, info.height];
  let right = 0;
  for (let y = 0; y < info.height; y += 1)
    for (let x = 0; x < info.width; x += 1)
      if (isDark(x, y)) [left, top, right] = [Math.min(left, x), Math.min(top, y), Math.max(right, x)];
  let run = 0;
  while (isDark(left + run, top)) run += 1;
  const module = run / 7;
  const side = Math.round((right - left + 1) / module);
  const at = (from: number, place: number) => Math.floor(from + (place + 0.5) * module);
  const places = Array.from({ length: side }, (_, place) => place);
  return places.map((row) => places.map((column) => isDark(at(left, column), at(top, row))));
}

/** Where patterns, format and version stand instead of what the code says. */
function isFunction(
  side: number,
  version: number,
  centres: readonly number[],
): (row: number, column: number) => boolean {
  const last = centres.at(-1);
  const aligned = centres.flatMap((row) => centres.map((column) => [row, column] as const));
  const real = aligned.filter(([row, column]) => !((row === 6 && (column === 6 || column === last)) || (row === last && column === 6))); // prettier-ignore
  return (row, column) =>
    (row < 9 && (column < 9 || column >= side - 8)) ||
    (row >= side - 8 && column < 9) ||
    row === 6 ||
    column === 6 ||
    (version >= 7 && ((row < 6 && column >= side - 11) || (column < 6 && row >= side - 11))) ||
    real.some(([y, x]) => Math.abs(row - y) <= 2 && Math.abs(column - x) <= 2);
}

/** Two columns at a time from the lower right corner, up and down by turns; the column of the timing pattern is left out. */
function bitsOf(modules: Modules, isOther: ReturnType<typeof isFunction>, mask: (typeof masks)[number]): number[] {
  const side = modules.length;
  const bits: number[] = [];
  let isUp = true;
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < side; step += 1) {
      const row = isUp ? side - 1 - step : step;
      for (const column of [right, right - 1])
        if (!isOther(row, column)) bits.push(Number(modules[row]![column] !== mask(row, column)));
    }
    isUp = !isUp;
  }
  return bits;
}

const numberOf = (bits: readonly number[]): number => bits.reduce((sum, bit) => sum * 2 + bit, 0);
const bytesOf = (bits: readonly number[]): number[] =>
  Array.from({ length: Math.floor(bits.length / 8) }, (_, at) => numberOf(bits.slice(at * 8, at * 8 + 8)));

/** Codewords of data in their order: blocks are drawn by turns. */
function sorted(drawn: readonly number[], groups: readonly (readonly [number, number, number])[]): number[] {
  const sizes = groups.flatMap(([count, size]) => Array.from({ length: count }, () => size));
  const blocks: number[][] = sizes.map(() => []);
  let next = 0;
  for (let place = 0; place < Math.max(...sizes); place += 1)
    for (const [index, size] of sizes.entries()) if (place < size) blocks[index]!.push(drawn[next++]!);
  return blocks.flat();
}

/** Segments of digits, capitals and bytes, until the code says that it ends. */
function textOf(codewords: readonly number[], version: number): string {
  const bits = codewords.flatMap((byte) => Array.from({ length: 8 }, (_, at) => (byte >> (7 - at)) & 1));
  let place = 0;
  const take = (count: number): number => numberOf(bits.slice(place, (place += count)));
  const bytes: number[] = [];
  const put = (text: string) => void bytes.push(...Buffer.from(text));
  if (version > 9) throw new RangeError('lengths are written otherwise from version 10 on');
  for (let mode = take(4); mode !== 0 && place < bits.length; mode = take(4)) {
    let count = take(mode === 1 ? 10 : mode === 2 ? 9 : 8);
    if (mode === 4) for (; count > 0; count -= 1) bytes.push(take(8));
    else if (mode === 2) {
      for (; count > 1; count -= 2) {
        const pair = take(11);
        put(alphanumeric[Math.floor(pair / 45)]! + alphanumeric[pair % 45]!);
      }
      if (count === 1) put(alphanumeric[take(6)]!);
    } else if (mode === 1) {
      for (; count > 2; count -= 3) put(String(take(10)).padStart(3, '0'));
      if (count > 0) put(String(take(count === 2 ? 7 : 4)).padStart(count, '0'));
    } else throw new RangeError(`a segment of mode ${mode}`);
  }
  return Buffer.from(bytes).toString();
}
