import type { CoverConfig } from '@fieldlapse/contracts';
import { boxOf, type RgbPicture } from '@fieldlapse/imaging';
import { blueQuantile } from './blueness.ts';
import { calibrated } from './calibration.ts';
import { blurredExcessGreen, excessGreen } from './excess-green.ts';
import { countFrom, exgHistogram, type ExgHistogram } from './histogram.ts';
import {
  commonest,
  deadLimit,
  isGreenStand,
  ripeningLimit,
  ripenessHistogram,
  shareGreen,
  whiteUnder,
  type RipenessHistogram,
} from './ripeness.ts';
import { findSmears } from './smears.ts';
import { eachRun, pixelsAbove, type ThresholdGrid } from './threshold-grid.ts';
import { colourThresholds, mixedThresholds, otsuThreshold, purePlant } from './thresholds.ts';

/** Canopy cover of an area by its colour, shares 0–1. */
export interface IndexCover {
  /** All that is greener than soil, ripe or not; what is bleached to the colour of soil is not seen. */
  readonly plantCover: number;
  /** The part of it that is green. */
  readonly greenCover: number;
  /** Half of what the covers change by as the thresholds move a little: much where many pixels lie on the border. */
  readonly uncertainty: { readonly plantCover: number; readonly greenCover: number };
}

/**
 * By how much the thresholds may as well be wrong, and the least uncertainty that is said. White is what the clouds leave open:
 * daylight under them has some 5 % more G/R than sunlight (6500 and 5500 K on the CIE daylight locus, sRGB).
 */
const doubt = { exg: 0.02, greenOverRed: 0.02, white: 0.023, least: 0.01 };

/** From this cover on a stand is closed: what is smooth and bare there is no ground. */
const closed = 0.9;

/** However little of the area is plants, so much of them tells their ripeness. */
const leastPure = 0.1;

/** How the camera's cover is read, and where the sun stood. */
export interface CoverOptions extends Partial<CoverConfig> {
  readonly sunElevationDeg?: number | undefined;
}

/**
 * Measures cover by ExG, on the metric grid; `mask` as of `areaMask`, with at least one pixel. Pure, some 3 ms at 640 × 360, more of a
 * stand that ripens.
 */
export function coverByIndex(
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  { threshold = 'otsu', calibration, sunElevationDeg }: CoverOptions = {},
): IndexCover {
  const { exg, histogram, grid } = separated(picture, mask, threshold);
  const sharesIn = (area: Uint8Array | undefined, pixels: number): number[] =>
    countsAbove(exg, area, histogram, grid).map((count) => count / pixels);
  const whole = sharesIn(mask, histogram.pixels);
  const smears = threshold === 'mixed' && whole[1]! >= closed ? findSmears(picture, mask, exg, grid) : undefined;
  const shown = smears?.without ?? mask;
  const shares = smears ? sharesIn(shown, histogram.pixels - smears.pixels) : whole;
  const [most, plants, least] = shares as [number, number, number];
  const plantCover = calibrated(plants, calibration);
  const plantDoubt = (calibrated(most, calibration) - calibrated(least, calibration)) / 2;
  const coloured = colourThresholds(grid, purePlant(histogram), 1 - plants);
  const colours = ripenessHistogram(picture, shown, exg, coloured);
  const white = whiteUnder(sunElevationDeg);
  const pure = () => {
    const mostBlue = blueQuantile(picture, shown, exg, coloured, Math.max(leastPure, plants));
    return ripenessHistogram(picture, shown, exg, coloured, mostBlue);
  };
  const green = greenShare(colours, pure, 1 - plants, white);
  return {
    plantCover,
    greenCover: plantCover * green.share,
    uncertainty: {
      plantCover: Math.max(doubt.least, plantDoubt),
      greenCover: Math.max(doubt.least, Math.hypot(plantDoubt * green.share, plantCover * green.doubt)),
    },
  };
}

/**
 * The share of the plants that is green, and half of what it changes by as the limit, or what is white, moves a little.
 * Ripeness is told by `pure` pixels alone: ears beside mirrored sky have the G/R of leaves.
 */
function greenShare(
  colours: RipenessHistogram,
  pure: () => RipenessHistogram,
  soil: number,
  white: number,
): { share: number; doubt: number } {
  const common = commonest(colours);
  const isGreen = (light: number): boolean => isGreenStand(common, soil, white * light);
  const lights = [1 - doubt.white, 1, 1 + doubt.white] as const;
  const ripe = lights.every(isGreen) ? colours : pure();
  const commonRipe = ripe === colours ? common : commonest(ripe);
  const of = (light: number, by = 0): number =>
    isGreen(light)
      ? shareGreen(colours, deadLimit(white * light) + by)
      : shareGreen(ripe, ripeningLimit(commonRipe, white * light) + by);
  const border = of(1, -doubt.greenOverRed) - of(1, doubt.greenOverRed);
  const shares = lights.map((light) => of(light));
  return { share: shares[1]!, doubt: Math.max(border, Math.max(...shares) - Math.min(...shares)) / 2 };
}

/** How many pixels are above the thresholds as they are, and as they may as well be. */
function countsAbove(
  exg: Float32Array,
  mask: Uint8Array | undefined,
  histogram: ExgHistogram,
  grid: ThresholdGrid,
): readonly [number, number, number] {
  const offsets = [-doubt.exg, 0, doubt.exg] as const;
  if (grid.exg.length > 1) return pixelsAbove(exg, mask, grid, offsets);
  // Otsu's threshold lies between two steps of the histogram, and so do those beside it.
  const [low, middle, high] = offsets.map((offset) => countFrom(histogram, grid.exg[0]! + offset));
  return [low!, middle!, high!];
}

/** Which pixels of the picture count as plants: 1, or 0; those outside `mask` are 0. */
export function plantMask(
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  { threshold = 'otsu' }: Partial<CoverConfig> = {},
): Uint8Array {
  const plants = new Uint8Array(picture.width * picture.height);
  if (mask?.includes(1) === false) return plants;
  const { exg, grid } = separated(picture, mask, threshold);
  eachRun(grid, mask, (tile, from, to) => {
    for (let at = from; at < to; at += 1) plants[at] = exg[at]! > grid.exg[tile]! ? 1 : 0;
  });
  return plants;
}

interface Separated {
  readonly exg: Float32Array;
  readonly histogram: ExgHistogram;
  readonly grid: ThresholdGrid;
}

/** Photos from near are blurred against noise and texture; of leaves thinner than a pixel a blur would leave nothing. */
function separated(picture: RgbPicture, mask: Uint8Array | undefined, threshold: CoverConfig['threshold']): Separated {
  const { width, height } = picture;
  const mixed = threshold === 'mixed';
  const exg = mixed ? excessGreen(picture) : blurredExcessGreen(picture);
  const histogram = exgHistogram(exg, mask);
  if (mixed) return { exg, histogram, grid: mixedThresholds(exg, picture, mask, histogram) };
  const one = { width, box: boxOf(mask, width, height), columns: 1, rows: 1 };
  return { exg, histogram, grid: { ...one, exg: Float64Array.of(otsuThreshold(histogram)) } };
}
