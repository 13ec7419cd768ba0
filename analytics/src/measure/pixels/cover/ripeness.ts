import type { RgbPicture } from '@fieldlapse/imaging';
import { blueShare } from './blueness.ts';
import { eachRun, type ThresholdGrid } from './threshold-grid.ts';

/** G/R in steps of 0.005 from 0.5 to 3. */
const steps = 500;
const perUnit = 200;
const lowest = 0.5;
const ratioOf = (step: number): number => lowest + (step + 0.5) / perUnit;
/** The step of each red and green, at red × 256 + green: a look costs less than a division. */
const stepAt = new Uint16Array(1 << 16).map((_, at) => {
  const step = (((at & 255) / Math.max(1, at >> 8) - lowest) * perUnit) | 0;
  return Math.max(0, Math.min(steps - 1, step));
});

/** How often each G/R occurs among the plants of an area. */
export interface RipenessHistogram {
  readonly pixels: number;
  readonly counts: Int32Array;
}

/** Counts the pixels of the area whose ExG is above the threshold of their tile and whose blue share is not above `mostBlue`. */
export function ripenessHistogram(
  { pixels: rgb }: Pick<RgbPicture, 'pixels'>,
  mask: Uint8Array | undefined,
  exg: Float32Array,
  grid: ThresholdGrid,
  mostBlue = 1,
): RipenessHistogram {
  const counts = new Int32Array(steps);
  eachRun(grid, mask, (tile, from, to) => countSteps(counts, rgb, exg, grid.exg[tile]!, mostBlue, from, to));
  return { pixels: counts.reduce((sum, count) => sum + count, 0), counts };
}

function countSteps(
  counts: Int32Array,
  rgb: Uint8Array,
  exg: Float32Array,
  threshold: number,
  mostBlue: number,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at += 1) {
    if (exg[at]! <= threshold || (mostBlue < 1 && blueShare(rgb, at) > mostBlue)) continue;
    const step = stepAt[(rgb[3 * at]! << 8) | rgb[3 * at + 1]!]!;
    counts[step] = (counts[step]! + 1) | 0;
  }
}

/**
 * A stand whose commonest G/R is above is green as a whole: sunlight and haze add some 3–6 % of green to what is neither green
 * nor red. Between the limit of Canopeo (R/G < 0.95, Patrignani and Ochsner 2015, doi 10.2134/agronj14.0575) and the tuning seasons.
 */
const greenStand = 1.085;
/** What is browner than this is dead in a green stand too. */
const dead = 0.9;
/** G/R of straw; leaves between ripe ears are so much further from it than the ears are. */
const straw = 0.82;
const further = 1.14;
/** What soil takes from the green of leaves thinner than a pixel. */
const mixed = 0.05;

/** From 30° down to 16° daylight of some 6000 K becomes one of 5000 K: white then has 4 % less G/R (CIE daylight locus, sRGB). */
const lowSun = { fromDeg: 30, toDeg: 16, reddening: 0.04 };

/** G/R of what is white, where the sun stands so high, degrees; it is taken to be high where its elevation is not known. */
export function whiteUnder(sunElevationDeg = 90): number {
  const low = (lowSun.fromDeg - sunElevationDeg) / (lowSun.fromDeg - lowSun.toDeg);
  return 1 - lowSun.reddening * Math.max(0, Math.min(1, low));
}

/** Whether a stand whose commonest G/R is `common` is green as a whole; `soil` is the share of the area without plants. */
export function isGreenStand(common: number, soil: number, white: number): boolean {
  return common / white >= greenStand - mixed * soil;
}

/** The G/R above which a plant pixel is not dead, in a green stand under light of that `white`. */
export const deadLimit = (white: number): number => dead * white;

/** The G/R above which a plant pixel is green in a stand that ripens: what is clearly greener than its commonest colour. */
export function ripeningLimit(common: number, white: number): number {
  return white * Math.max(1, straw + further * (common / white - straw));
}

/** The share of the plant pixels whose G/R is above `limit`; 1 where there are none. */
export function shareGreen({ counts, pixels }: RipenessHistogram, limit: number): number {
  if (pixels === 0) return 1;
  const position = (limit - lowest) * perUnit;
  const step = Math.max(0, Math.min(steps - 1, Math.floor(position)));
  let above = counts[step]! * (1 - (position - step));
  for (let higher = step + 1; higher < steps; higher += 1) above += counts[higher]!;
  return above / pixels;
}

/** Gaussian of σ = 0.045, so that noise makes no colour of its own. */
const reach = 27;
const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, tap) => Math.exp(-(((tap - reach) / 9) ** 2) / 2));

/** The G/R that most pixels have, to a part of a step by the parabola through the highest counts. */
export function commonest({ counts }: RipenessHistogram): number {
  let [most, at] = [-1, 0];
  const smooth = new Float64Array(steps);
  for (let step = 0; step < steps; step += 1) {
    let sum = 0;
    const end = Math.min(kernel.length, steps + reach - step);
    for (let tap = Math.max(0, reach - step); tap < end; tap += 1) sum += kernel[tap]! * counts[step + tap - reach]!;
    smooth[step] = sum;
    if (sum <= most) continue;
    most = sum;
    at = step;
  }
  const [before, after] = [smooth[at - 1] ?? 0, smooth[at + 1] ?? 0];
  const bend = 2 * most - before - after;
  return ratioOf(at + (bend > 0 ? (after - before) / (2 * bend) : 0));
}
