import { cellCount } from './cells.ts';
import { gateThresholds } from './thresholds.ts';
import { cellMaps, type CellMaps, type FrameTraits } from './traits.ts';

/** What a camera usually sees, cell by cell; NaN where it is not known. */
export interface UsualView {
  readonly mean: Float64Array;
  readonly coarse: Float64Array;
  readonly dark: Float64Array;
  /** Fine detail over brightness that three of four frames reach. */
  readonly fineOfMean: Float64Array;
  /** Fine over coarse detail that three of four frames reach. */
  readonly ratio: Float64Array;
  /** Median of the frames' sharpness. */
  readonly sharpness: number;
}

/** Recent frames that show the same scene in the same kind of light; undefined where they are too few. */
export function usualView(traits: FrameTraits, recent: readonly FrameTraits[]): UsualView | undefined {
  const alike = recent.filter(
    (past) => past.v === traits.v && !isDark(past) && isInfrared(past) === isInfrared(traits),
  );
  if (alike.length < gateThresholds.leastHistory.number) return undefined;
  const maps = alike.map(cellMaps);
  const each = (of: (map: CellMaps, cell: number) => number, share: number): Float64Array =>
    Float64Array.from({ length: cellCount }, (_, cell) => quantile(maps.map((map) => of(map, cell)), share)); // prettier-ignore
  return {
    mean: each(({ mean }, cell) => mean[cell]!, 0.5),
    coarse: each(({ coarse }, cell) => coarse[cell]!, 0.5),
    dark: each(({ dark }, cell) => dark[cell]!, 0.5),
    fineOfMean: each(fineOfMean, 0.25),
    ratio: each(({ fine, coarse }, cell) => fine[cell]! / coarse[cell]!, 0.25),
    sharpness: quantile(maps.map(sharpnessOf), 0.5),
  };
}

/** Fine detail as a share of the cell's brightness: shade and exposure change both alike. */
export const fineOfMean = ({ fine, mean }: CellMaps, cell: number): number => fine[cell]! / Math.max(mean[cell]!, 16);

/** Median of fine over coarse detail of the cells with texture: about 0.25 for a defocused picture, 0.5 and more for a sharp one; NaN where nothing has texture. */
export function sharpnessOf({ fine, coarse }: CellMaps): number {
  const ratios: number[] = [];
  for (let cell = 0; cell < cellCount; cell += 1) {
    if (coarse[cell]! >= gateThresholds.texture.number) ratios.push(fine[cell]! / coarse[cell]!);
  }
  return ratios.length < cellCount / 20 ? NaN : quantile(ratios, 0.5);
}

export const isDark = ({ luma, darkShare }: FrameTraits): boolean =>
  luma < gateThresholds.darkLuma.number || darkShare > gateThresholds.darkShare.number;

export const isInfrared = ({ chroma }: FrameTraits): boolean => chroma < gateThresholds.infraredChroma.number;

/** The value that `share` of the values lie below; NaN values do not count; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return known[Math.floor(share * (known.length - 1))] ?? NaN;
}
