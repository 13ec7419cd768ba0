import type { RgbPicture } from '@fieldlapse/imaging';
import { eachRun, type ThresholdGrid } from './threshold-grid.ts';

/** Blue shares in steps of 1/512. */
const steps = 513;

/** B/(R+G+B) of a pixel, 0–1; 0 for black. */
export function blueShare(rgb: Uint8Array, at: number): number {
  const blue = rgb[3 * at + 2]!;
  const light = rgb[3 * at]! + rgb[3 * at + 1]! + blue;
  return light === 0 ? 0 : blue / light;
}

/**
 * The blue share that `share` of the plant pixels do not exceed. Leaves and ears swallow blue alike, soil, water and the sky
 * in it do not: of pixels that hold both, the least blue ones hold the most plant, whether green or ripe.
 */
export function blueQuantile(
  { pixels: rgb }: Pick<RgbPicture, 'pixels'>,
  mask: Uint8Array | undefined,
  exg: Float32Array,
  grid: ThresholdGrid,
  share: number,
): number {
  const counts = new Int32Array(steps);
  eachRun(grid, mask, (tile, from, to) => countSteps(counts, rgb, exg, grid.exg[tile]!, from, to));
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const step = counts.findIndex((count) => (below += count) >= share * pixels);
  return (step + 1) / (steps - 1);
}

function countSteps(
  counts: Int32Array,
  rgb: Uint8Array,
  exg: Float32Array,
  threshold: number,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) {
    if (exg[at]! <= threshold) continue;
    const step = (blueShare(rgb, at) * (steps - 1)) | 0;
    counts[step] = (counts[step]! + 1) | 0;
  }
}
