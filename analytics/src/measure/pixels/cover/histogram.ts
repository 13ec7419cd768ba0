import { countedFrom, countedTo, type RgbPicture } from '@fieldlapse/imaging';

/** ExG in steps of 0.005 from −1 to 2. */
const steps = 600;
const perUnit = 200;

/** How often each ExG occurs in an area. */
export interface ExgHistogram {
  readonly pixels: number;
  readonly counts: Int32Array;
}

/** The ExG in the middle of a step. */
export const exgOf = (step: number): number => (step + 0.5) / perUnit - 1;

const stepOf = (exg: number): number => ((exg + 1) * perUnit) | 0;

export function exgHistogram(exg: Float32Array, mask: Uint8Array | undefined): ExgHistogram {
  // One step more for an ExG of 2.
  const counts = new Int32Array(steps + 1);
  let pixels = 0;
  for (let from = countedFrom(mask, 0, exg.length), to; from < exg.length; from = countedFrom(mask, to, exg.length)) {
    to = countedTo(mask, from, exg.length);
    countSteps(counts, exg, from, to);
    pixels += to - from;
  }
  counts[steps - 1]! += counts[steps]!;
  return { pixels, counts: counts.subarray(0, steps) };
}

function countSteps(counts: Int32Array, exg: Float32Array, from: number, to: number): void {
  for (let pixel = from; pixel < to; pixel += 1) {
    const step = stepOf(exg[pixel]!);
    counts[step] = (counts[step]! + 1) | 0;
  }
}

/** How many pixels have at least an ExG that is the border between two steps. */
export function countFrom({ counts }: ExgHistogram, border: number): number {
  let above = 0;
  for (let step = Math.max(0, Math.round((border + 1) * perUnit)); step < steps; step += 1) above += counts[step]!;
  return above;
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

/** Mean R+G+B of the pixels of an area whose ExG lies between, to a step, and how many they are. */
export function lightBetween(
  exg: Float32Array,
  { pixels: rgb }: Pick<RgbPicture, 'pixels'>,
  mask: Uint8Array | undefined,
  [from, below]: readonly [number, number],
): { readonly pixels: number; readonly light: number } {
  const isBetween = Uint8Array.from({ length: steps + 1 }, (_, step) => {
    const own = exgOf(Math.min(steps - 1, step));
    return own >= from && own < below ? 1 : 0;
  });
  let [pixels, sum] = [0, 0];
  for (let at = countedFrom(mask, 0, exg.length); at < exg.length; at = countedFrom(mask, at, exg.length)) {
    for (const to = countedTo(mask, at, exg.length); at < to; at += 1) {
      if (isBetween[stepOf(exg[at]!)] === 0) continue;
      pixels += 1;
      sum += rgb[3 * at]! + rgb[3 * at + 1]! + rgb[3 * at + 2]!;
    }
  }
  return { pixels, light: pixels === 0 ? 0 : sum / pixels };
}
