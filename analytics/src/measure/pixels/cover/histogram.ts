import type { RgbPicture } from '@fieldlapse/imaging';

/** ExG in steps of 0.005 from −1 to 2. */
const steps = 600;
const perUnit = 200;

/** How often each ExG occurs in an area, and how bright the pixels are that have it. */
export interface ExgHistogram {
  readonly pixels: number;
  readonly counts: Float64Array;
  /** Sum of R+G+B of the pixels of each step. */
  readonly light: Float64Array;
}

/** The ExG in the middle of a step. */
export const exgOf = (step: number): number => (step + 0.5) / perUnit - 1;

export function exgHistogram(
  exg: Float32Array,
  { pixels }: Pick<RgbPicture, 'pixels'>,
  mask: Uint8Array | undefined,
): ExgHistogram {
  const counts = new Float64Array(steps);
  const light = new Float64Array(steps);
  let total = 0;
  for (let pixel = 0, at = 0; pixel < exg.length; pixel += 1, at += 3) {
    if (mask !== undefined && mask[pixel] === 0) continue;
    const step = Math.min(steps - 1, ((exg[pixel]! + 1) * perUnit) | 0);
    total += 1;
    counts[step]! += 1;
    light[step]! += pixels[at]! + pixels[at + 1]! + pixels[at + 2]!;
  }
  return { pixels: total, counts, light };
}

/** The ExG that `share` of the area lies below. */
export function exgQuantile({ counts, pixels }: ExgHistogram, share: number): number {
  let below = 0;
  for (let step = 0; step < steps; step += 1) {
    below += counts[step]!;
    if (below >= share * pixels) return exgOf(step);
  }
  return exgOf(steps - 1);
}

/** Mean R+G+B of the pixels whose ExG lies between, and how many they are. */
export function lightBetween(
  { counts, light }: ExgHistogram,
  from: number,
  below: number,
): { readonly pixels: number; readonly light: number } {
  let [pixels, sum] = [0, 0];
  for (let step = 0; step < steps; step += 1) {
    if (exgOf(step) < from || exgOf(step) >= below) continue;
    pixels += counts[step]!;
    sum += light[step]!;
  }
  return { pixels, light: pixels === 0 ? 0 : sum / pixels };
}
