import { exgOf, exgQuantile, lightBetween, type ExgHistogram } from './histogram.ts';

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
  for (const [step, count] of counts.entries()) total += count * exgOf(step);
  let [below, sum, best, at] = [0, 0, -1, 0];
  for (const [step, count] of counts.entries()) {
    below += count;
    sum += count * exgOf(step);
    if (below === 0 || below === pixels) continue;
    const apart = sum / below - (total - sum) / (pixels - below);
    const between = below * (pixels - below) * apart * apart;
    if (between > best) [best, at] = [between, step];
  }
  return (exgOf(at) + exgOf(at + 1)) / 2;
}

const mixedLimits = { least: 0.06, most: 0.35 };
/** So much of the area is taken for plant and nothing else. */
const purest = 0.02;
/** Below this ExG there is soil or water and nothing else. */
const soilBelow = 0.06;
const leastSoilPixels = 20;

/**
 * Where a pixel is half plant and half soil. Colours mix in proportion to area and light: of a plant of ExG x and brightness
 * p beside soil of ExG 0 and brightness s, the pixel of both halves has ExG x·p/(p+s). Leaves thinner than a pixel, and
 * JPEG's colour at half the size, make most pixels of a distant young crop such mixtures; bright water behind the leaves pulls
 * the half down, dark shade under them pulls it up.
 */
export function mixedThreshold(histogram: ExgHistogram): number {
  const plant = exgQuantile(histogram, 1 - purest);
  const bright = lightBetween(histogram, plant, Infinity).light;
  const soil = lightBetween(histogram, -Infinity, soilBelow);
  // Where no soil shows there is nothing to mix with.
  if (soil.pixels < leastSoilPixels || bright === 0) return mixedLimits.least;
  const half = plant / (1 + soil.light / bright);
  return Math.max(mixedLimits.least, Math.min(mixedLimits.most, half));
}
