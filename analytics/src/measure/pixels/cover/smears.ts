import type { RgbPicture } from '@fieldlapse/imaging';
import { eachRun, type ThresholdGrid } from './threshold-grid.ts';

/** Cells so many to the width of the picture. */
const cellsAcross = 64;
/** At least so much of a cell is bare, and it has less than so much of the detail that is usual at its height. */
const smear = { bare: 0.3, detail: 0.4 };

/** What mud on the lens hides of an area. */
export interface Smears {
  /** How many pixels of the area it hides. */
  readonly pixels: number;
  /** The area without them, as the mask is. */
  readonly without: Uint8Array;
}

/**
 * Finds what mud on the lens hides; undefined where nothing does. A gap between plants is as sharp as the leaves
 * around it; a splash on the glass is far out of focus and takes their detail away. Cells at one height of the picture are about
 * as far away, so they are compared to each other. For closed stands alone: still water and smooth soil have no detail either.
 */
export function findSmears(
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  exg: Float32Array,
  grid: ThresholdGrid,
): Smears | undefined {
  const size = Math.max(1, Math.round(picture.width / cellsAcross));
  const { left, top, right, bottom } = grid.box;
  const columns = Math.floor((right - left) / size);
  const bare = barePixels(exg, mask, grid, size, columns);
  let pixels = 0;
  let without: Uint8Array | undefined;
  for (let row = 0; row < Math.floor((bottom - top) / size); row += 1) {
    const own = bare.subarray(row * columns, (row + 1) * columns);
    const suspects = [...own.keys()].filter((column) => own[column]! >= smear.bare * size * size);
    if (suspects.length === 0) continue;
    const y = top + row * size;
    const details = Float64Array.from(own, (_, column) => detailOf(picture, left + column * size, y, size));
    const middle = (y + (size >> 1)) * picture.width + left + (size >> 1);
    const inside = details.filter((_, column) => mask?.[middle + column * size] !== 0).sort();
    const usual = inside[inside.length >> 1] ?? 0;
    for (const column of suspects.filter((one) => details[one]! < smear.detail * usual)) {
      without ??= mask?.slice() ?? new Uint8Array(picture.width * picture.height).fill(1);
      pixels += clearAround(without, grid, left + column * size, y, size);
    }
  }
  return without && { pixels, without };
}

/** Takes a cell and those around it out of a mask, for a splash thins out to its rim; answers how many pixels were in. */
function clearAround(mask: Uint8Array, { width, box }: ThresholdGrid, x: number, y: number, size: number): number {
  let cleared = 0;
  const [from, to] = [Math.max(box.left, x - size), Math.min(box.right, x + 2 * size)];
  for (let row = Math.max(box.top, y - size); row < Math.min(box.bottom, y + 2 * size); row += 1) {
    for (let at = row * width + from; at < row * width + to; at += 1) cleared += mask[at]!;
    mask.fill(0, row * width + from, row * width + to);
  }
  return cleared;
}

/** How many pixels of each cell are in the area and no plants, row by row. */
function barePixels(
  exg: Float32Array,
  mask: Uint8Array | undefined,
  grid: ThresholdGrid,
  size: number,
  columns: number,
): Uint16Array {
  const { width, box } = grid;
  const bare = new Uint16Array(columns * Math.ceil((box.bottom - box.top) / size));
  eachRun(grid, mask, (tile, from, to) => {
    const threshold = grid.exg[tile]!;
    const y = Math.floor(from / width);
    const row = Math.floor((y - box.top) / size) * columns;
    for (let at = from; at < to; at += 1) {
      if (exg[at]! > threshold) continue;
      const column = Math.floor((at - y * width - box.left) / size);
      if (column < columns) bare[row + column]! += 1;
    }
  });
  return bare;
}

/** Mean difference of neighbours along the rows over the mean, so that light cancels. */
function detailOf({ width, pixels }: RgbPicture, left: number, top: number, size: number): number {
  let [sum, differences] = [0, 0];
  for (let y = top; y < top + size; y += 1) {
    let last = lightAt(pixels, y * width + left);
    for (let x = left + 1; x < left + size; x += 1) {
      const light = lightAt(pixels, y * width + x);
      differences += Math.abs(light - last);
      sum += light;
      last = light;
    }
  }
  return differences / Math.max(1, sum);
}

const lightAt = (pixels: Uint8Array, at: number): number => pixels[3 * at]! + pixels[3 * at + 1]! + pixels[3 * at + 2]!;
