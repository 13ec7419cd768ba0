import type { CoverConfig } from '@fieldlapse/contracts';
import { boxOf, type RgbPicture } from '@fieldlapse/imaging';
import { calibrated } from './calibration.ts';
import { blurred, excessGreen } from './excess-green.ts';
import { countFrom, exgHistogram, type ExgHistogram } from './histogram.ts';
import { greenLimit, ripenessHistogram, shareGreen } from './ripeness.ts';
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

/** By how much the thresholds may as well be wrong, and the least uncertainty that is said. */
const doubt = { exg: 0.02, greenOverRed: 0.02, least: 0.01 };

/** How the camera's cover is read, and where the sun stood. */
export interface CoverOptions extends Partial<CoverConfig> {
  readonly sunElevationDeg?: number | undefined;
}

/**
 * Measures cover by ExG, on the metric grid; `mask` as of `areaMask`, with at least one pixel. Pure, some 8 ms at 640 × 360.
 */
export function coverByIndex(
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  { threshold = 'otsu', calibration, sunElevationDeg }: CoverOptions = {},
): IndexCover {
  const { exg, histogram, grid } = separated(picture, mask, threshold);
  const counts = countsAbove(exg, mask, histogram, grid);
  const [most, plants, least] = counts.map((count) => count / histogram.pixels) as [number, number, number];
  const plantCover = calibrated(plants, calibration);
  const plantDoubt = (calibrated(most, calibration) - calibrated(least, calibration)) / 2;
  const coloured = colourThresholds(grid, purePlant(histogram), 1 - plants);
  const colours = ripenessHistogram(picture, mask, exg, coloured);
  const limit = greenLimit(colours, 1 - plants, sunElevationDeg);
  const green = (by: number): number => shareGreen(colours, limit + by);
  const greenDoubt = (plantCover * (green(-doubt.greenOverRed) - green(doubt.greenOverRed))) / 2;
  return {
    plantCover,
    greenCover: plantCover * green(0),
    uncertainty: {
      plantCover: Math.max(doubt.least, plantDoubt),
      greenCover: Math.max(doubt.least, Math.hypot(plantDoubt * green(0), greenDoubt)),
    },
  };
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
  eachRun(grid, (tile, from, to) => {
    for (let at = from; at < to; at += 1) plants[at] = exg[at]! > grid.exg[tile]! && (mask?.[at] ?? 1) === 1 ? 1 : 0;
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
  const sharp = excessGreen(picture);
  if (threshold === 'mixed') {
    const histogram = exgHistogram(sharp, mask);
    return { exg: sharp, histogram, grid: mixedThresholds(sharp, picture, mask, histogram) };
  }
  const exg = blurred(sharp, width, height);
  const histogram = exgHistogram(exg, mask);
  const one = { width, box: boxOf(mask, width, height), columns: 1, rows: 1 };
  return { exg, histogram, grid: { ...one, exg: Float64Array.of(otsuThreshold(histogram)) } };
}
