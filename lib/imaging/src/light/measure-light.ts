import { areaMask, boxOf, type Area } from '../area.ts';
import type { RgbPicture } from '../decode.ts';
import { encodeLight, linearLight } from './srgb.ts';
import { tone } from './tone.ts';

/** Rises whenever the same picture would give other numbers: measures of another version are taken anew. */
export const lightVersion = 1;

/** How light a picture's area is, small enough to be kept as JSON (about 500 bytes). */
export interface LightMeasure {
  readonly v: typeof lightVersion;
  /**
   * Mean luma (Rec. 601) of each cell of a grid of 8 × 6 over the area's bounding box, row by row, in 1/10 DN; null where
   * the area has no part of the cell. Luma, not light: a mean of light tells of the brightest pixels alone, and frames
   * made equal in it still flicker to the eye.
   */
  readonly cells: readonly (number | null)[];
  /** Mean luma of the area, DN. */
  readonly luma: number;
  /** Spread (standard deviation) of red and of blue against green, DN: near 0 in infrared, whatever its tint. */
  readonly chroma: number;
  /**
   * Channel values of the area in 64 bins of 4 DN, each channel counted by its weight in luma, in 1/10 000 of all: what
   * a tone curve makes of the mean luma follows from it.
   */
  readonly histogram: readonly number[];
}

const columns = 8;
const rows = 6;
const bins = 64;
// Every second pixel of every second row: a mean over a cell does not change by it, the time falls to a quarter.
const stride = 2;

/** Sums over pixels of an area, in the order of the picture. */
interface Tally {
  readonly luma: Float64Array;
  readonly counts: Uint32Array;
  readonly histogram: Float64Array;
  /** Of red − green, its square, blue − green, its square. */
  readonly chroma: Float64Array;
}

/**
 * Measures a picture's area; the captions are left out in any case, a region of interest of which nothing is left counts
 * as none given. The picture is meant to be the analysis picture (640 px wide); the numbers hardly depend on its size.
 */
export function measureLight(picture: RgbPicture, area: Area = {}): LightMeasure {
  const { width, height } = picture;
  for (const part of [area, { captions: area.captions }, {}]) {
    const tally = tallyOf(picture, areaMask(part, width, height));
    const pixels = tally.counts.reduce((sum, count) => sum + count, 0);
    if (pixels > 0) return measureOf(tally, pixels);
  }
  throw new RangeError(`a picture of ${width} × ${height} has no pixels`);
}

function measureOf({ luma, counts, histogram, chroma }: Tally, pixels: number): LightMeasure {
  const variance = (at: number): number => Math.max(0, chroma[at + 1]! / pixels - (chroma[at]! / pixels) ** 2);
  const sum = luma.reduce((total, ofCell) => total + ofCell, 0);
  return {
    v: lightVersion,
    cells: Array.from(luma, (ofCell, cell) => (counts[cell] === 0 ? null : Math.round((10 * ofCell) / counts[cell]!))),
    luma: Math.round((100 * sum) / pixels) / 100,
    chroma: Math.round(100 * Math.sqrt(variance(0) + variance(2))) / 100,
    histogram: Array.from(histogram, (counted) => Math.round((10_000 * counted) / pixels)),
  };
}

function tallyOf({ width, height, pixels: rgb }: RgbPicture, mask: Uint8Array | undefined): Tally {
  const box = boxOf(mask, width, height);
  const cellOf = Uint8Array.from({ length: width }, (_, x) => gridLine(x - box.left, box.right - box.left, columns));
  const tally: Tally = {
    luma: new Float64Array(columns * rows),
    counts: new Uint32Array(columns * rows),
    histogram: new Float64Array(bins),
    chroma: new Float64Array(4),
  };
  for (let y = box.top; y < box.bottom; y += stride) {
    const rowCell = gridLine(y - box.top, box.bottom - box.top, rows) * columns;
    for (let x = box.left; x < box.right; x += stride) {
      const at = y * width + x;
      if (mask !== undefined && mask[at] === 0) continue;
      count(tally, rowCell + cellOf[x]!, rgb, 3 * at);
    }
  }
  return tally;
}

function count({ luma, counts, histogram, chroma }: Tally, cell: number, rgb: Uint8Array, at: number): void {
  const red = rgb[at]!;
  const green = rgb[at + 1]!;
  const blue = rgb[at + 2]!;
  luma[cell]! += 0.299 * red + 0.587 * green + 0.114 * blue;
  counts[cell]! += 1;
  histogram[red >> 2]! += 0.299;
  histogram[green >> 2]! += 0.587;
  histogram[blue >> 2]! += 0.114;
  chroma[0]! += red - green;
  chroma[1]! += (red - green) ** 2;
  chroma[2]! += blue - green;
  chroma[3]! += (blue - green) ** 2;
}

function gridLine(offset: number, length: number, parts: number): number {
  return Math.max(0, Math.min(parts - 1, Math.floor((offset * parts) / Math.max(1, length))));
}

/** Mean luma, DN, that the measured area has once its picture went through `toneCurve(gain)`. */
export function lumaAfter({ luma, histogram }: LightMeasure, gain: number): number {
  let before = 0;
  let after = 0;
  for (const [bin, share] of histogram.entries()) {
    if (share === 0) continue;
    // White stays white and would not, were it taken for the middle of its bin.
    const value = bin === bins - 1 ? 255 : 4 * bin + 1.5;
    before += share * value;
    after += share * encodeLight(tone(lightAt(value), gain));
  }
  return before === 0 ? luma : (luma * after) / before;
}

function lightAt(value: number): number {
  const below = Math.floor(value);
  const above = Math.min(255, below + 1);
  return linearLight[below]! + (value - below) * (linearLight[above]! - linearLight[below]!);
}
