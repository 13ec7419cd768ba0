import {
  metrics,
  sha256Hex,
  type CoverConfig,
  type FrameMeasure,
  type MetricName,
  type WithheldReason,
} from '@fieldlapse/contracts';
import { judgeFrame, type FrameJudgement, type RgbPicture } from '@fieldlapse/imaging';
import { coverByIndex } from './cover/cover.ts';
import { indicesOf, type MeanColour } from './indices.ts';
import { lumaOf, meanColour } from './mean-colour.ts';
import { pixelMetrics, withheldOf } from './validity.ts';

/** Means of the area and their indices: changes whenever the same picture would give other values. */
export const colourMethod = 'rgb-1';

/** Crops on whose real photos cover by ExG was measured (docs/growth.md). */
export const indexValidatedFor: readonly string[] = ['peanut'];

/** Cover by ExG; read otherwise than by default it is another method, and its series another. */
export function coverMethod(cover: Partial<CoverConfig> = {}): string {
  const { threshold = 'otsu', calibration } = cover;
  if (threshold === 'otsu' && !calibration) return 'index-3';
  return `index-3-${sha256Hex(JSON.stringify([threshold, calibration ?? null])).slice(0, 6)}`;
}

/** Green cover that may as well be this much more or less: ears about as green as red, which clouds turn into the other. */
const mostDoubt = 0.25;

/** What is known of a frame besides its picture. */
export interface PixelOptions {
  /** What the quality gate says of it; judged from the whole picture alone where absent: a crop of one hue looks infrared. */
  readonly judgement?: FrameJudgement | undefined;
  /** Degrees; nothing is withheld for a low sun where absent. */
  readonly sunElevationDeg?: number | undefined;
  readonly cover?: Partial<CoverConfig> | undefined;
}

/**
 * Measures what pixels alone say of an area: mean colour, indices, light, sharpness, and canopy cover by index. `picture` is
 * the metric grid (`decodeView`), `mask` as of `areaMask`. Pure; docs/growth.md has the equations.
 */
export function measurePixels(
  picture: RgbPicture,
  mask: Uint8Array | undefined,
  { judgement, sunElevationDeg, cover }: PixelOptions = {},
): FrameMeasure {
  const mean = meanColour(picture, mask);
  if (!mean) return nothing('empty-area');
  const judged = judgement ?? judgeFrame(picture, { recent: [] });
  const withheld = withheldOf(mean, judged, sunElevationDeg);
  const values = valuesOf(mean, judged);
  const uncertainty: FrameMeasure['uncertainty'] = {};
  if (!withheld.plantCover) {
    const found = coverByIndex(picture, mask, { ...cover, sunElevationDeg });
    const hidden = (judged.numbers.lensShare ?? 0) / 2;
    for (const metric of pixelMetrics.cover) {
      const doubt = found.uncertainty[metric] + hidden;
      if (metric === 'greenCover' && doubt > mostDoubt) withheld[metric] = 'uncertain';
      else [values[metric], uncertainty[metric]] = [found[metric], doubt];
    }
  }
  for (const metric of Object.keys(withheld) as MetricName[]) delete values[metric];
  for (const metric of Object.values(pixelMetrics).flat()) {
    if (values[metric] === undefined) withheld[metric] ??= 'incalculable';
  }
  return { values, withheld, uncertainty };
}

/** What a frame has whose pixels say nothing of the area, for that one reason. */
export function nothing(reason: WithheldReason): FrameMeasure {
  const metrics = Object.values(pixelMetrics).flat();
  return {
    values: {},
    withheld: Object.fromEntries(metrics.map((metric) => [metric, reason])),
    uncertainty: {},
  };
}

function valuesOf(mean: MeanColour, { numbers }: FrameJudgement): Partial<Record<MetricName, number>> {
  const { red, green, blue } = mean;
  const named = {
    ...{ meanRedDn: red, meanGreenDn: green, meanBlueDn: blue, lumaDn: lumaOf(mean) },
    ...indicesOf(mean),
    ...(numbers.sharpness !== null && { sharpness: numbers.sharpness }),
  };
  // A denominator near 0 gives any number, or none.
  const inRange = ([metric, value]: readonly [string, number]): boolean =>
    value >= metrics[metric as MetricName].min && value <= metrics[metric as MetricName].max;
  return Object.fromEntries(Object.entries(named).filter(inRange));
}
