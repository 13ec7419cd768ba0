import { boxOf, type RgbPicture } from '@fieldlapse/imaging';
import { exgOf, exgQuantile, lightBetween, type ExgHistogram } from './histogram.ts';
import { eachRun, type ThresholdGrid } from './threshold-grid.ts';

/** No ExG below is a plant, none above is soil, whatever the picture looks like. */
const otsuLimits = { least: 0.06, most: 0.25 };

/**
 * Otsu 1979 (doi 10.1109/TSMC.1979.4310076), held between limits: he always splits, an almost bare field too, and was wrong
 * there by up to 96 points of cover.
 */
export function otsuThreshold(histogram: ExgHistogram): number {
  return Math.max(otsuLimits.least, Math.min(otsuLimits.most, otsu(histogram)));
}

function otsu({ counts, pixels }: ExgHistogram): number {
  let total = 0;
  for (let step = 0; step < counts.length; step += 1) total += counts[step]! * exgOf(step);
  let [below, sum, best, at] = [0, 0, -1, 0];
  for (let step = 0; step < counts.length; step += 1) {
    below += counts[step]!;
    sum += counts[step]! * exgOf(step);
    if (below === 0 || below === pixels) continue;
    const apart = sum / below - (total - sum) / (pixels - below);
    const between = below * (pixels - below) * apart * apart;
    if (between > best) {
      best = between;
      at = step;
    }
  }
  return (exgOf(at) + exgOf(at + 1)) / 2;
}

const mixedLimits = { least: 0.06, most: 0.5 };
/** So much of the area is taken for plant and nothing else. */
const purest = 0.02;
/** Below this ExG there is soil or water and nothing else. */
const soilBelow = 0.06;
const leastSoilPixels = 20;
const tiles = 8;
/** So many pixels of the area's mean soil are added to a tile's own. */
const priorPixels = 30;

/** ExG of what is plant and nothing else. */
export const purePlant = (histogram: ExgHistogram): number => exgQuantile(histogram, 1 - purest);

/**
 * Where a pixel is half plant and half soil. Colours mix in proportion to area and light: of a plant of ExG x and brightness
 * p beside soil of ExG 0 and brightness s, the pixel of both halves has ExG x·p/(p+s). Leaves thinner than a pixel, and
 * JPEG's colour at half the size, make most pixels of a distant young crop such mixtures; bright water behind the leaves pulls
 * the half down, dark shade under them pulls it up, so each tile of the area has its own s.
 */
export function mixedThresholds(
  exg: Float32Array,
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  histogram: ExgHistogram,
): ThresholdGrid {
  const { width, height } = picture;
  const grid = { width, box: boxOf(mask, width, height), columns: tiles, rows: tiles };
  const plant = purePlant(histogram);
  const bright = lightBetween(exg, picture, mask, [plant, Infinity]).light;
  const soil = lightBetween(exg, picture, mask, [-Infinity, soilBelow]);
  // Where no soil shows there is nothing to mix with.
  const mixes = soil.pixels >= leastSoilPixels && bright > 0;
  const half = (ofTile: SoilTally): number => {
    if (!mixes) return mixedLimits.least;
    const light = (ofTile.light + priorPixels * soil.light) / (ofTile.pixels + priorPixels);
    return Math.max(mixedLimits.least, Math.min(mixedLimits.most, plant / (1 + light / bright)));
  };
  return { ...grid, exg: Float64Array.from(soilByTile(exg, picture, mask, grid), half) };
}

interface SoilTally {
  pixels: number;
  /** Sum of R+G+B. */
  light: number;
}

function soilByTile(
  exg: Float32Array,
  { pixels: rgb }: RgbPicture,
  mask: Uint8Array | undefined,
  grid: Omit<ThresholdGrid, 'exg'>,
): SoilTally[] {
  const soils = Array.from({ length: grid.columns * grid.rows }, (): SoilTally => ({ pixels: 0, light: 0 }));
  eachRun(grid, mask, (tile, from, to) => {
    const soil = soils[tile]!;
    for (let at = from; at < to; at += 1) {
      if (exg[at]! >= soilBelow) continue;
      soil.pixels += 1;
      soil.light += rgb[3 * at]! + rgb[3 * at + 1]! + rgb[3 * at + 2]!;
    }
  });
  return soils;
}

/**
 * From where on a pixel shows the colour of plants and not that of the soil or water beside them: halfway from the threshold to
 * the purest plant where there is little but soil, the threshold itself where there is none. `soil` is the area's share of it.
 */
export function colourThresholds(grid: ThresholdGrid, plant: number, soil: number): ThresholdGrid {
  return { ...grid, exg: grid.exg.map((threshold) => threshold + (soil / 2) * Math.max(0, plant - threshold)) };
}
