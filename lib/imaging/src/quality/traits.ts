import type { RgbPicture } from '../decode.ts';
import { cellCount, measureCells, type CellMeasures } from './cells.ts';

/** Changes whenever the same picture would get other traits or another judgement. */
export const gateVersion = 'gate-1';

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
  /** Base64: 144 cells (16 × 9) of mean, of fine and of coarse detail, of dark channel, one byte each. */
  readonly cells: string;
  /** Base64: luma of two fixed pixels of each cell. */
  readonly print: string;
}

/** {@link FrameTraits} as numbers again. A cell that does not count has `coarse` NaN. */
export interface CellMaps {
  readonly mean: Float64Array;
  readonly fine: Float64Array;
  readonly coarse: Float64Array;
  readonly dark: Float64Array;
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
    cells: packCells(measures),
    print: Buffer.from(measures.print).toString('base64'),
  };
}

const round = (value: number, steps: number): number => Math.round(value * steps) / steps;

function packCells({ counted, mean, fine, coarse, dark }: CellMeasures): string {
  const bytes = Buffer.alloc(cellCount * 4);
  for (let cell = 0; cell < cellCount; cell += 1) {
    if (counted[cell]! < leastCounted) continue;
    bytes[cell] = Math.round(mean[cell]!);
    bytes[cellCount + cell] = detailByte(fine[cell]!);
    bytes[cellCount * 2 + cell] = detailByte(coarse[cell]!);
    bytes[cellCount * 3 + cell] = Math.round(dark[cell]!);
  }
  return bytes.toString('base64');
}

// Detail spans 0.05 to 100 DN and is compared by ratios: a logarithmic byte in steps of about 3 %; 0 marks what does not count.
const detailByte = (detail: number): number => 1 + Math.min(254, Math.round(25 * Math.log2(1 + 8 * detail)));
const detailOf = Float64Array.from({ length: 256 }, (_, byte) => (byte === 0 ? NaN : (2 ** ((byte - 1) / 25) - 1) / 8));

/** Unpacks the maps. */
export function cellMaps({ cells }: FrameTraits): CellMaps {
  const bytes = Buffer.from(cells, 'base64');
  const part = (index: number): Uint8Array => bytes.subarray(index * cellCount, (index + 1) * cellCount);
  return {
    mean: Float64Array.from(part(0)),
    fine: Float64Array.from(part(1), (byte) => detailOf[byte]!),
    coarse: Float64Array.from(part(2), (byte) => detailOf[byte]!),
    dark: Float64Array.from(part(3)),
  };
}
