import { countedFrom, countedTo } from '../../area.ts';
import type { RgbPicture } from '../../decode.ts';
import { cellColumns, cellRows } from './grid.ts';

/** Each cell is 4 × 4 blocks: the dark channel is a minimum over a small patch (10 px of 640, in the paper 15 of 600). */
export const split = 4;
export const blockColumns = cellColumns * split;
const blockRows = cellRows * split;
/** Details of one pixel against those of four: what defocus takes away first. */
const coarseStep = 4;

/** Sums over the pixels of each block, row by row. */
export interface Blocks {
  readonly count: Int32Array;
  readonly red: Int32Array;
  readonly green: Int32Array;
  readonly blue: Int32Array;
  /** Differences of neighbouring pixels and of pixels four apart, along the rows and along the columns. */
  readonly fineX: Int32Array;
  readonly fineY: Int32Array;
  readonly coarseX: Int32Array;
  readonly coarseY: Int32Array;
  /** The darkest value of any channel. */
  readonly least: Uint8Array;
}

const sums = (): Int32Array => new Int32Array(blockColumns * blockRows);

/** Those of the last picture: made anew for each, they would be most of what a frame leaves to the collector. */
const kept: Blocks = {
  ...{ count: sums(), red: sums(), green: sums(), blue: sums() },
  ...{ fineX: sums(), fineY: sums(), coarseX: sums(), coarseY: sums() },
  least: new Uint8Array(blockColumns * blockRows),
};

/** Sums a picture with its luma; the result holds until the next call. Integers all the way: the order cannot matter. */
export function sumBlocks(
  { width, height, pixels }: RgbPicture,
  luma: Uint8Array,
  area: Uint8Array | undefined,
): Blocks {
  for (const all of Object.values(kept) as (Int32Array | Uint8Array)[]) all.fill(0);
  kept.least.fill(255);
  const columns = Int32Array.from({ length: blockColumns + 1 }, (_, at) => Math.floor((at * width) / blockColumns));
  // Two rows of four say as much for half of the time; the last pixels have no neighbour four further on.
  for (let y = 0; y + coarseStep < height; y += y % 4 === 0 ? 1 : 3) {
    const row = Math.floor((y * blockRows) / height) * blockColumns;
    for (let column = 0; column < blockColumns; column += 1) {
      const end = y * width + Math.min(columns[column + 1]!, width - coarseStep);
      let from = countedFrom(area, y * width + columns[column]!, end);
      while (from < end) {
        const to = countedTo(area, from, end);
        sumColours(row + column, pixels, from, to);
        sumDetails(row + column, luma, width, from, to);
        from = countedFrom(area, to, end);
      }
    }
  }
  return kept;
}

function sumColours(block: number, rgb: Uint8Array, from: number, to: number): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let least = kept.least[block]!;
  const end = to * 3;
  for (let at = from * 3; at < end; at += 3) {
    const r = rgb[at]!;
    const g = rgb[at + 1]!;
    const b = rgb[at + 2]!;
    red = (red + r) | 0;
    green = (green + g) | 0;
    blue = (blue + b) | 0;
    const darker = g < r ? g : r;
    const darkest = b < darker ? b : darker;
    if (darkest < least) least = darkest;
  }
  kept.count[block]! += to - from;
  kept.red[block]! += red;
  kept.green[block]! += green;
  kept.blue[block]! += blue;
  kept.least[block] = least;
}

function sumDetails(block: number, luma: Uint8Array, width: number, from: number, to: number): void {
  let fineX = 0;
  let fineY = 0;
  let coarseX = 0;
  let coarseY = 0;
  const far = coarseStep * width;
  for (let at = from; at < to; at += 1) {
    const here = luma[at]!;
    fineX = (fineX + Math.abs(here - luma[at + 1]!)) | 0;
    fineY = (fineY + Math.abs(here - luma[at + width]!)) | 0;
    coarseX = (coarseX + Math.abs(here - luma[at + coarseStep]!)) | 0;
    coarseY = (coarseY + Math.abs(here - luma[at + far]!)) | 0;
  }
  kept.fineX[block]! += fineX;
  kept.fineY[block]! += fineY;
  kept.coarseX[block]! += coarseX;
  kept.coarseY[block]! += coarseY;
}
