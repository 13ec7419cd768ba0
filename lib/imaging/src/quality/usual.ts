import { cellCount, cellOfSpot, quantile, spotCount } from './cells/grid.ts';
import { gateThresholds } from './thresholds.ts';
import { cellMaps, type CellMaps, type FrameTraits } from './traits.ts';

/** What a camera usually sees, cell by cell; NaN where it is not known. */
export interface UsualView {
  readonly mean: readonly number[];
  readonly coarse: readonly number[];
  readonly dark: readonly number[];
  /** Fine detail of the spots over brightness that three of four frames reach. */
  readonly fineOfMean: readonly number[];
  /** Medians of the frames' sharpness along the rows and along the columns. */
  readonly sharpX: number;
  readonly sharpY: number;
}

/** Recent frames that show the same scene in the same kind of light; undefined where they are too few. */
export function usualView(traits: FrameTraits, recent: readonly FrameTraits[]): UsualView | undefined {
  const alike = recent.filter(
    (past) => past.v === traits.v && !isDark(past) && isInfrared(past) === isInfrared(traits),
  );
  if (alike.length < gateThresholds.leastHistory.number) return undefined;
  const maps = alike.map(cellMaps);
  const each = (count: number, share: number, of: (map: CellMaps, index: number) => number): number[] => {
    const values = new Float64Array(maps.length);
    return Array.from({ length: count }, (_, index) => {
      for (let frame = 0; frame < maps.length; frame += 1) values[frame] = of(maps[frame]!, index);
      return quantileOfFew(values, share);
    });
  };
  return {
    mean: each(cellCount, 0.5, ({ mean }, cell) => mean[cell]!),
    coarse: each(cellCount, 0.5, ({ coarse }, cell) => coarse[cell]!),
    dark: each(cellCount, 0.5, ({ dark }, cell) => dark[cell]!),
    fineOfMean: each(spotCount, 0.25, fineOfMean),
    sharpX: quantile(alike.map(({ sharpX }) => sharpX), 0.5), // prettier-ignore
    sharpY: quantile(alike.map(({ sharpY }) => sharpY), 0.5), // prettier-ignore
  };
}

/** {@link quantile} of a dozen values, which it puts in order: a thousand of them are asked for each frame. */
function quantileOfFew(values: Float64Array, share: number): number {
  let known = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    let place = known;
    for (; place > 0 && values[place - 1]! > value; place -= 1) values[place] = values[place - 1]!;
    values[place] = value;
    known += 1;
  }
  return known === 0 ? NaN : values[Math.floor(share * (known - 1))]!;
}

// Below this many DN the sensor's noise is all the detail there is.
const darkest = 20;

/** A spot's fine detail as a share of its cell's brightness: shade and exposure change both alike. */
export const fineOfMean = ({ spots, mean }: CellMaps, spot: number): number =>
  spots[spot]! / Math.max(mean[cellOfSpot(spot)]!, darkest);

export const isDark = ({ luma, darkShare }: FrameTraits): boolean =>
  luma < gateThresholds.darkLuma.number || darkShare > gateThresholds.darkShare.number;

/** Of one tint although there is something to see: a cover or a white-out is of one tint too. */
export const isInfrared = ({ chroma, textured }: FrameTraits): boolean =>
  chroma < gateThresholds.infraredChroma.number && textured >= gateThresholds.infraredTexture.number;
