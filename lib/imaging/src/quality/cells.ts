import type { RgbPicture } from '../decode.ts';

/** Cells of the gate's maps, from left to right and from top to bottom. */
export const cellColumns = 16;
const cellRows = 9;
export const cellCount = cellColumns * cellRows;

/** Each cell has 2 × 2 spots: drops are smaller than cells. */
export const spotColumns = cellColumns * 2;
export const spotCount = cellCount * 4;

/** The cell in which a spot lies. */
export const cellOfSpot = (spot: number): number =>
  (Math.floor(spot / spotColumns) >> 1) * cellColumns + ((spot % spotColumns) >> 1);

// Each cell is 4 × 4 blocks: the dark channel is a minimum over a small patch (10 px of 640, in the paper 15 of 600).
const split = 4;
const blockColumns = cellColumns * split;
const blockRows = cellRows * split;
// Details of one pixel against those of four: what defocus takes away first.
const coarseStep = 4;

/** Sums of one block of pixels. */
interface Blocks {
  readonly count: Uint32Array;
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  readonly fine: Directed;
  readonly coarse: Directed;
  readonly least: Uint8Array;
}

/** Detail along the rows and along the columns: a moving camera loses one of them. */
export interface Directed {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Numbers of the whole picture and of its cells, before they are rounded into traits. All in DN 0–255 unless said. */
export interface CellMeasures {
  readonly luma: number;
  readonly darkShare: number;
  readonly brightShare: number;
  /** Spread of the blocks' chromaticity, 0–1: 0 for a picture of one tint. */
  readonly chroma: number;
  /** Share of each cell's pixels that counts, 0–1. */
  readonly counted: Float64Array;
  readonly mean: Float64Array;
  /** Mean absolute difference of neighbouring pixels. */
  readonly fine: Directed;
  /** Mean absolute difference of pixels four apart. */
  readonly coarse: Directed;
  /** Mean of the blocks' darkest channel value. */
  readonly dark: Float64Array;
  /** Mean absolute difference of neighbouring pixels of each spot, both ways; NaN where little of it counts. */
  readonly spots: Float64Array;
  /** Luma of a fixed pixel of each cell; 0 where the pixel does not count or is clipped. */
  readonly print: Uint8Array;
}

/** Measures a picture in one pass over its pixels; `area` as of `areaMask`. */
export function measureCells(picture: RgbPicture, area: Uint8Array | undefined): CellMeasures {
  const luma = lumaOf(picture.pixels);
  const blocks = sumBlocks(picture, luma, area);
  const cells = joinBlocks(blocks);
  return {
    ...exposureOf(luma, area),
    chroma: chromaOf(blocks),
    ...cells,
    spots: spotsOf(blocks),
    print: printOf(luma, picture.width, picture.height, area),
  };
}

/** Rec. 601 luma in integers. */
function lumaOf(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let pixel = 0, at = 0; pixel < luma.length; pixel += 1, at += 3) {
    luma[pixel] = (rgb[at]! * 77 + rgb[at + 1]! * 150 + rgb[at + 2]! * 29 + 128) >> 8;
  }
  return luma;
}

function exposureOf(luma: Uint8Array, area: Uint8Array | undefined) {
  const histogram = new Uint32Array(256);
  if (area) for (let at = 0; at < luma.length; at += 2) histogram[luma[at]!]! += area[at]!;
  else for (let at = 0; at < luma.length; at += 2) histogram[luma[at]!]! += 1;
  let [count, sum, dark, bright] = [0, 0, 0, 0];
  for (let value = 0; value < 256; value += 1) {
    count += histogram[value]!;
    sum += value * histogram[value]!;
    if (value <= 16) dark += histogram[value]!;
    if (value >= 250) bright += histogram[value]!;
  }
  const total = Math.max(1, count);
  return { luma: sum / total, darkShare: dark / total, brightShare: bright / total };
}

function sumBlocks({ width, height, pixels }: RgbPicture, luma: Uint8Array, area: Uint8Array | undefined): Blocks {
  const of = blockColumns * blockRows;
  const blocks: Blocks = {
    count: new Uint32Array(of),
    red: new Float64Array(of),
    green: new Float64Array(of),
    blue: new Float64Array(of),
    fine: { x: new Float64Array(of), y: new Float64Array(of) },
    coarse: { x: new Float64Array(of), y: new Float64Array(of) },
    least: new Uint8Array(of).fill(255),
  };
  const columns = Array.from({ length: blockColumns + 1 }, (_, column) => Math.floor((column * width) / blockColumns));
  // Two rows of four say as much for half of the time; the last pixels have no neighbour four further on.
  for (let y = 0; y + coarseStep < height; y += y % 4 === 0 ? 1 : 3) {
    const row = Math.floor((y * blockRows) / height) * blockColumns;
    for (let column = 0; column < blockColumns; column += 1) {
      const to = y * width + Math.min(columns[column + 1]!, width - coarseStep);
      sumRun(blocks, row + column, y * width + columns[column]!, to, { width, pixels, luma, area });
    }
  }
  return blocks;
}

interface Planes {
  readonly width: number;
  readonly pixels: Uint8Array;
  readonly luma: Uint8Array;
  readonly area: Uint8Array | undefined;
}

/** Adds pixels `from` … `to` of one row to a block; integers all the way, so the order of summing cannot matter. */
function sumRun(blocks: Blocks, block: number, from: number, to: number, { width, pixels, luma, area }: Planes): void {
  let [count, red, green, blue] = [0, 0, 0, 0];
  let [fineX, fineY, coarseX, coarseY] = [0, 0, 0, 0];
  let least = blocks.least[block]!;
  for (let at = from; at < to; at += 1) {
    if (area !== undefined && area[at] === 0) continue;
    const r = pixels[at * 3]!;
    const g = pixels[at * 3 + 1]!;
    const b = pixels[at * 3 + 2]!;
    const here = luma[at]!;
    count += 1;
    red += r;
    green += g;
    blue += b;
    if (r < least) least = r;
    if (g < least) least = g;
    if (b < least) least = b;
    fineX += Math.abs(here - luma[at + 1]!);
    fineY += Math.abs(here - luma[at + width]!);
    coarseX += Math.abs(here - luma[at + coarseStep]!);
    coarseY += Math.abs(here - luma[at + coarseStep * width]!);
  }
  blocks.count[block]! += count;
  blocks.red[block]! += red;
  blocks.green[block]! += green;
  blocks.blue[block]! += blue;
  blocks.fine.x[block]! += fineX;
  blocks.fine.y[block]! += fineY;
  blocks.coarse.x[block]! += coarseX;
  blocks.coarse.y[block]! += coarseY;
  blocks.least[block] = least;
}

function joinBlocks(blocks: Blocks): Pick<CellMeasures, 'counted' | 'mean' | 'fine' | 'coarse' | 'dark'> {
  const most = blocks.count.reduce((a, b) => Math.max(a, b), 0);
  const map = (): Float64Array => new Float64Array(cellCount);
  const [counted, mean, dark] = [map(), map(), map()];
  const [fine, coarse] = [
    { x: map(), y: map() },
    { x: map(), y: map() },
  ];
  const details = [
    [fine.x, blocks.fine.x],
    [fine.y, blocks.fine.y],
    [coarse.x, blocks.coarse.x],
    [coarse.y, blocks.coarse.y],
  ] as const;
  for (let cell = 0; cell < cellCount; cell += 1) {
    let [count, seen] = [0, 0];
    for (const block of blocksOf(cell)) {
      const of = blocks.count[block]!;
      if (of === 0) continue;
      count += of;
      seen += 1;
      mean[cell]! += blocks.red[block]! * 77 + blocks.green[block]! * 150 + blocks.blue[block]! * 29;
      for (const [ofCells, ofBlocks] of details) ofCells[cell]! += ofBlocks[block]!;
      dark[cell]! += blocks.least[block]!;
    }
    if (count === 0) continue;
    counted[cell] = count / (most * split * split);
    mean[cell]! /= count * 256;
    for (const [ofCells] of details) ofCells[cell]! /= count;
    dark[cell]! /= seen;
  }
  return { counted, mean, fine, coarse, dark };
}

/** A spot is 2 × 2 blocks. */
function spotsOf({ count, fine }: Blocks): Float64Array {
  const most = count.reduce((a, b) => Math.max(a, b), 0);
  return Float64Array.from({ length: spotCount }, (_, spot) => {
    const first = Math.floor(spot / spotColumns) * 2 * blockColumns + (spot % spotColumns) * 2;
    let [seen, sum] = [0, 0];
    for (const block of [first, first + 1, first + blockColumns, first + blockColumns + 1]) {
      seen += count[block]!;
      sum += fine.x[block]! + fine.y[block]!;
    }
    return seen > most ? sum / (2 * seen) : NaN;
  });
}

function blocksOf(cell: number): number[] {
  const first = Math.floor(cell / cellColumns) * split * blockColumns + (cell % cellColumns) * split;
  return Array.from({ length: split * split }, (_, n) => first + Math.floor(n / split) * blockColumns + (n % split));
}

/**
 * Standard deviation of r/(r+g+b) and g/(r+g+b) over the blocks, both together. A lamp's tint multiplies a channel
 * everywhere and cancels; blocks hide the sensor's coloured noise.
 */
function chromaOf({ count, red, green, blue }: Blocks): number {
  let [n, sumR, sumG, squareR, squareG] = [0, 0, 0, 0, 0];
  for (let block = 0; block < count.length; block += 1) {
    const total = red[block]! + green[block]! + blue[block]!;
    const mean = total / (3 * count[block]!);
    // The hue of what is nearly black or clipped says nothing.
    if (!(mean >= 24 && mean <= 240)) continue;
    const [r, g] = [red[block]! / total, green[block]! / total];
    n += 1;
    sumR += r;
    sumG += g;
    squareR += r * r;
    squareG += g * g;
  }
  if (n === 0) return 0;
  return Math.sqrt(Math.max(0, squareR / n - (sumR / n) ** 2 + squareG / n - (sumG / n) ** 2));
}

function printOf(luma: Uint8Array, width: number, height: number, area: Uint8Array | undefined): Uint8Array {
  return Uint8Array.from({ length: cellCount }, (_, cell) => {
    const x = Math.floor((((cell % cellColumns) + 0.3) * width) / cellColumns);
    const y = Math.floor(((Math.floor(cell / cellColumns) + 0.4) * height) / cellRows);
    const at = y * width + x;
    const value = luma[at]!;
    return (area !== undefined && area[at] === 0) || value < 8 || value > 247 ? 0 : value;
  });
}

export function cellsWith(holds: (cell: number) => boolean): number[] {
  return Array.from({ length: cellCount }, (_, cell) => cell).filter(holds);
}

/** The value that `share` of the values lie below; NaN values do not count; NaN of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  // A typed array sorts NaN to its end.
  let known = sorted.length;
  while (known > 0 && Number.isNaN(sorted[known - 1])) known -= 1;
  return sorted[Math.floor(share * (known - 1))] ?? NaN;
}
