import type { RgbPicture } from '../../decode.ts';
import { lumaOf } from '../luma.ts';
import { blockColumns, split, sumBlocks, type Blocks } from './blocks.ts';
import { cellColumns, cellCount, cellRows, spotColumns, spotCount } from './grid.ts';

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

/** Luma of the last picture, whose room the next one uses. */
let kept = new Uint8Array();

/** Measures a picture in one pass over its pixels; `area` as of `areaMask`. */
export function measureCells(picture: RgbPicture, area: Uint8Array | undefined): CellMeasures {
  const pixels = picture.width * picture.height;
  if (kept.length < pixels) kept = new Uint8Array(pixels);
  const luma = lumaOf(picture.pixels, kept.subarray(0, pixels));
  const blocks = sumBlocks(picture, luma, area);
  return {
    ...exposureOf(luma, area),
    chroma: chromaOf(blocks),
    ...joinBlocks(blocks),
    spots: spotsOf(blocks),
    print: printOf(luma, picture.width, picture.height, area),
  };
}

function exposureOf(luma: Uint8Array, area: Uint8Array | undefined) {
  let count = 0;
  let sum = 0;
  let dark = 0;
  let bright = 0;
  for (let at = 0; at < luma.length; at += 2) {
    if (area !== undefined && area[at] === 0) continue;
    const value = luma[at]!;
    count = (count + 1) | 0;
    sum += value;
    if (value <= 16) dark = (dark + 1) | 0;
    if (value >= 250) bright = (bright + 1) | 0;
  }
  const total = Math.max(1, count);
  return { luma: sum / total, darkShare: dark / total, brightShare: bright / total };
}

function joinBlocks(blocks: Blocks): Pick<CellMeasures, 'counted' | 'mean' | 'fine' | 'coarse' | 'dark'> {
  const most = mostOf(blocks.count);
  const map = (): Float64Array => new Float64Array(cellCount);
  const cells = {
    counted: map(),
    mean: map(),
    dark: map(),
    fine: { x: map(), y: map() },
    coarse: { x: map(), y: map() },
  };
  for (let cell = 0; cell < cellCount; cell += 1) {
    const count = sumIn(blocks.count, cell);
    if (count === 0) continue;
    cells.counted[cell] = count / (most * split * split);
    const light = 77 * sumIn(blocks.red, cell) + 150 * sumIn(blocks.green, cell) + 29 * sumIn(blocks.blue, cell);
    cells.mean[cell] = light / (count * 256);
    cells.fine.x[cell] = sumIn(blocks.fineX, cell) / count;
    cells.fine.y[cell] = sumIn(blocks.fineY, cell) / count;
    cells.coarse.x[cell] = sumIn(blocks.coarseX, cell) / count;
    cells.coarse.y[cell] = sumIn(blocks.coarseY, cell) / count;
    cells.dark[cell] = darkIn(blocks, cell);
  }
  return cells;
}

const mostOf = (counts: Int32Array): number => counts.reduce((a, b) => Math.max(a, b), 0);

const firstBlockOf = (cell: number): number =>
  Math.floor(cell / cellColumns) * split * blockColumns + (cell % cellColumns) * split;

/** Sum over the blocks of a cell. */
function sumIn(ofBlocks: Int32Array, cell: number): number {
  const first = firstBlockOf(cell);
  let sum = 0;
  for (let row = first; row < first + split * blockColumns; row += blockColumns) {
    for (let block = row; block < row + split; block += 1) sum += ofBlocks[block]!;
  }
  return sum;
}

/** Mean of the darkest values of the blocks of a cell that count. */
function darkIn({ count, least }: Blocks, cell: number): number {
  const first = firstBlockOf(cell);
  let [seen, sum] = [0, 0];
  for (let row = first; row < first + split * blockColumns; row += blockColumns) {
    for (let block = row; block < row + split; block += 1) {
      if (count[block] === 0) continue;
      seen += 1;
      sum += least[block]!;
    }
  }
  return sum / seen;
}

/** A spot is 2 × 2 blocks. */
function spotsOf({ count, fineX, fineY }: Blocks): Float64Array {
  const most = mostOf(count);
  const spots = new Float64Array(spotCount);
  const ofFour = (of: Int32Array, at: number): number =>
    of[at]! + of[at + 1]! + of[at + blockColumns]! + of[at + blockColumns + 1]!;
  for (let spot = 0; spot < spotCount; spot += 1) {
    const first = Math.floor(spot / spotColumns) * 2 * blockColumns + (spot % spotColumns) * 2;
    const seen = ofFour(count, first);
    spots[spot] = seen > most ? (ofFour(fineX, first) + ofFour(fineY, first)) / (2 * seen) : NaN;
  }
  return spots;
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
    const r = red[block]! / total;
    const g = green[block]! / total;
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
  const print = new Uint8Array(cellCount);
  for (let cell = 0; cell < cellCount; cell += 1) {
    const x = Math.floor((((cell % cellColumns) + 0.3) * width) / cellColumns);
    const y = Math.floor(((Math.floor(cell / cellColumns) + 0.4) * height) / cellRows);
    const at = y * width + x;
    const value = luma[at]!;
    print[cell] = (area !== undefined && area[at] === 0) || value < 8 || value > 247 ? 0 : value;
  }
  return print;
}
