import sharp from 'sharp';
import { paintHatch } from './hatch.ts';

/**
 * PNG of a season: for each day a column of `columnPx` pixels, left to right, with the day's colours from top to bottom (RGB,
 * 8 bits each, one pixel high, as of `profileOf`), hatched where they are null. Every column given must be as high as
 * the others; `rows` is that height, for a season in which nothing was seen too. No text: the player writes around it.
 */
export async function keogramPng(
  columns: readonly (Uint8Array | null)[],
  columnPx: number,
  rows = (columns.find((column) => column !== null)?.length ?? 192) / 3,
): Promise<Buffer> {
  const width = columns.length * columnPx;
  const pixels = Buffer.alloc(width * rows * 3);
  for (const [index, column] of columns.entries()) {
    const left = index * columnPx;
    if (column === null) paintHatch({ width, pixels }, { left, top: 0, width: columnPx, height: rows }, hatchPeriodPx);
    else paintColumn({ width, pixels }, column, left, columnPx);
  }
  return sharp(pixels, { raw: { width, height: rows, channels: 3 } })
    .png({ compressionLevel: 9, palette: false })
    .toBuffer();
}

const hatchPeriodPx = 8;

function paintColumn(picture: { width: number; pixels: Buffer }, column: Uint8Array, left: number, px: number): void {
  for (let row = 0; row * 3 < column.length; row += 1) {
    const colour = column.subarray(row * 3, row * 3 + 3);
    const from = (row * picture.width + left) * 3;
    for (let at = 0; at < px; at += 1) picture.pixels.set(colour, from + at * 3);
  }
}
