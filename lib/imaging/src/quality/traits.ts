import type { RgbPicture } from '../decode.ts';
import { measureCells, type CellMeasures } from './cells/cells.ts';
import { cellCount, cellsWith, quantile, spotCount } from './cells/grid.ts';
import { gateThresholds } from './thresholds.ts';

/** Changes whenever the same picture would get other traits or another judgement. */
export const gateVersion = 'gate-4';

/**
 * What a frame's own picture says, whatever came before it: enough to judge it, and the later frames of its camera. About
 * 1.3 KB of JSON.
 */
export interface FrameTraits {
  /** {@link gateVersion} of the code that measured. */
  readonly v: string;
  readonly luma: number;
  readonly darkShare: number;
  readonly brightShare: number;
  readonly chroma: number;
  /** Fine over coarse detail along the rows and along the columns, median of the cells with texture; 0 where there are none. */
  readonly sharpX: number;
  readonly sharpY: number;
  /** Share of the counting cells that have texture. */
  readonly textured: number;
  /** Base64: 144 cells (16 × 9) of mean, of coarse detail, of dark channel, one byte each. */
  readonly cells: string;
  /** Base64: fine detail of 576 spots (32 × 18), four bits each. */
  readonly spots: string;
  /** Base64: luma of a fixed pixel of each cell. */
  readonly print: string;
}

/** {@link FrameTraits} as numbers again. A cell that does not count has `coarse` NaN. */
export interface CellMaps {
  readonly mean: readonly number[];
  /** Fine detail of the spots, NaN where one does not count. */
  readonly spots: readonly number[];
  readonly coarse: readonly number[];
  readonly dark: readonly number[];
}

// A cell of which less counts than this says too little.
const leastCounted = 0.3;

/** Measures a picture, best 640 px wide; `area` as of `areaMask` for the picture's size. Pure, some 3 ms. */
export function traitsOf(picture: RgbPicture, area?: Uint8Array): FrameTraits {
  const measures = measureCells(picture, area);
  return {
    v: gateVersion,
    luma: round(measures.luma, 100),
    darkShare: round(measures.darkShare, 10_000),
    brightShare: round(measures.brightShare, 10_000),
    chroma: round(measures.chroma, 100_000),
    ...sharpnessOf(measures),
    cells: packCells(measures),
    spots: packSpots(measures),
    print: Buffer.from(measures.print).toString('base64'),
  };
}

const round = (value: number, steps: number): number => Math.round(value * steps) / steps;

/** Where fewer cells than this have texture, there is no sharpness to speak of. */
const leastTextured = 0.05;

function sharpnessOf({ counted, fine, coarse }: CellMeasures): Pick<FrameTraits, 'sharpX' | 'sharpY' | 'textured'> {
  const cells = cellsWith((cell) => counted[cell]! >= leastCounted);
  const limit = gateThresholds.texture.number;
  const textured = cells.filter((cell) => coarse.x[cell]! + coarse.y[cell]! >= 2 * limit);
  const share = textured.length / Math.max(1, cells.length);
  const median = (of: 'x' | 'y'): number =>
    share < leastTextured ? 0 : quantile(textured.map((cell) => fine[of][cell]! / Math.max(0.1, coarse[of][cell]!)), 0.5); // prettier-ignore
  return { sharpX: round(median('x'), 1000), sharpY: round(median('y'), 1000), textured: round(share, 1000) };
}

function packCells({ counted, mean, coarse, dark }: CellMeasures): string {
  const bytes = Buffer.alloc(cellCount * 3);
  for (let cell = 0; cell < cellCount; cell += 1) {
    if (counted[cell]! < leastCounted) continue;
    bytes[cell] = Math.round(mean[cell]!);
    bytes[cellCount + cell] = coarseByte((coarse.x[cell]! + coarse.y[cell]!) / 2);
    bytes[cellCount * 2 + cell] = Math.round(dark[cell]!);
  }
  return bytes.toString('base64');
}

// Detail is compared by ratios: logarithmic steps of 3 % for cells, of half an octave for spots; 0 marks what does not count.
const coarseByte = (detail: number): number => 1 + Math.min(254, Math.round(25 * Math.log2(1 + 8 * detail)));
const coarseOf = Float64Array.from({ length: 256 }, (_, byte) => (byte === 0 ? NaN : (2 ** ((byte - 1) / 25) - 1) / 8));
const leastSpot = 0.3;
const spotNibble = (detail: number): number =>
  1 + Math.max(0, Math.min(14, Math.round(2 * Math.log2(detail / leastSpot))));
const spotOf = Float64Array.from({ length: 16 }, (_, nibble) => (nibble === 0 ? NaN : leastSpot * 2 ** ((nibble - 1) / 2))); // prettier-ignore

function packSpots({ spots }: CellMeasures): string {
  const bytes = Buffer.alloc(spotCount / 2);
  for (const [spot, detail] of spots.entries()) {
    if (!Number.isNaN(detail)) bytes[spot >> 1]! |= spotNibble(detail) << (spot % 2 ? 4 : 0);
  }
  return bytes.toString('base64');
}

/**
 * Unpacks the maps, some thousand numbers in a few microseconds. Plain arrays: a dozen frames' maps are needed to judge one frame,
 * and typed ones lie outside of the heap that V8 watches.
 */
export function cellMaps(traits: FrameTraits): CellMaps {
  const bytes = Buffer.from(traits.cells, 'base64');
  const nibbles = Buffer.from(traits.spots, 'base64');
  const maps = { mean: [] as number[], coarse: [] as number[], dark: [] as number[], spots: [] as number[] };
  for (let cell = 0; cell < cellCount; cell += 1) {
    maps.mean.push(bytes[cell]!);
    maps.coarse.push(coarseOf[bytes[cellCount + cell]!]!);
    maps.dark.push(bytes[cellCount * 2 + cell]!);
  }
  for (const pair of nibbles) maps.spots.push(spotOf[pair & 15]!, spotOf[pair >> 4]!);
  return maps;
}
