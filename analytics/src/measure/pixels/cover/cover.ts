import type { CoverConfig } from '@fieldlapse/contracts';
import type { RgbPicture } from '@fieldlapse/imaging';
import { calibrated } from './calibration.ts';
import { blurred, excessGreen } from './excess-green.ts';
import { exgHistogram, shareAbove, type ExgHistogram } from './histogram.ts';
import { greenLimit, ripenessHistogram, shareGreen } from './ripeness.ts';
import { mixedThreshold, otsuThreshold } from './thresholds.ts';

/** Canopy cover of an area by its colour, shares 0–1. */
export interface IndexCover {
  /** All that is greener than soil, ripe or not; what is bleached to the colour of soil is not seen. */
  readonly plantCover: number;
  /** The part of it that is green. */
  readonly greenCover: number;
  /** Half of what the covers change by as the thresholds move a little: much where many pixels lie on the border. */
  readonly uncertainty: { readonly plantCover: number; readonly greenCover: number };
  /** ExG above which a pixel is a plant, and G/R above which a plant is green. */
  readonly limits: { readonly exg: number; readonly greenOverRed: number };
}

/** By how much the thresholds may as well be wrong, and the least uncertainty that is said. */
const doubt = { exg: 0.02, greenOverRed: 0.02, least: 0.01 };

/**
 * Measures cover by ExG, on the metric grid; `mask` as of `areaMask`, with at least one pixel. Pure, some 8 ms at 640 × 360.
 */
export function coverByIndex(
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  { threshold, calibration }: Partial<CoverConfig> = {},
): IndexCover {
  const exg = exgMap(picture, threshold);
  const histogram = exgHistogram(exg, picture, mask);
  const limit = thresholdOf(histogram, threshold);
  const colours = ripenessHistogram(picture, mask, exg, limit);
  const at = (by: number): number => calibrated(shareAbove(histogram, limit + by), calibration);
  const plantCover = at(0);
  const greenOverRed = greenLimit(colours, 1 - plantCover);
  const green = (by: number): number => shareGreen(colours, greenOverRed + by);
  const greenShare = green(0);
  const plantDoubt = (at(-doubt.exg) - at(doubt.exg)) / 2;
  const greenDoubt = (plantCover * (green(-doubt.greenOverRed) - green(doubt.greenOverRed))) / 2;
  return {
    plantCover,
    greenCover: plantCover * greenShare,
    uncertainty: {
      plantCover: Math.max(doubt.least, plantDoubt),
      greenCover: Math.max(doubt.least, Math.hypot(plantDoubt * greenShare, greenDoubt)),
    },
    limits: { exg: limit, greenOverRed },
  };
}

/** Which pixels of the picture count as plants: 1, or 0; those outside `mask` are 0. */
export function plantMask(
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  { threshold }: Partial<CoverConfig> = {},
): Uint8Array {
  const exg = exgMap(picture, threshold);
  const limit = thresholdOf(exgHistogram(exg, picture, mask), threshold);
  return Uint8Array.from(exg, (value, pixel) => (value > limit && (mask?.[pixel] ?? 1) === 1 ? 1 : 0));
}

/** Photos from near are blurred against noise and texture; of leaves thinner than a pixel a blur would leave nothing. */
function exgMap(picture: RgbPicture, threshold: CoverConfig['threshold'] = 'otsu'): Float32Array {
  const exg = excessGreen(picture);
  return threshold === 'otsu' ? blurred(exg, picture.width, picture.height) : exg;
}

function thresholdOf(histogram: ExgHistogram, threshold: CoverConfig['threshold'] = 'otsu'): number {
  return threshold === 'otsu' ? otsuThreshold(histogram) : mixedThreshold(histogram);
}
