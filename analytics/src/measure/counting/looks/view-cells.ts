import type { PicturePlanes } from './planes.ts';

/** The view in coarse cells, to tell whether something large stands in it. */
export interface ViewCells {
  readonly across: number;
  readonly down: number;
  /** Mean logarithm of luma and logarithm of the mean fine detail of each cell. */
  readonly light: readonly number[];
  readonly detail: readonly number[];
}

const cellsAcross = 40;

export function viewCells(planes: PicturePlanes): ViewCells {
  const { width, height, log, fine } = planes;
  const side = width / cellsAcross;
  const down = Math.max(1, Math.round(height / side));
  const sums = Array.from({ length: cellsAcross * down }, () => ({ light: 0, detail: 0, pixels: 0 }));
  for (let y = 0, at = 0; y < height; y += 1) {
    const row = Math.min(down - 1, Math.floor(y / side)) * cellsAcross;
    for (let x = 0; x < width; x += 1, at += 1) {
      const cell = sums[row + Math.floor(x / side)]!;
      cell.pixels += 1;
      cell.light += log.values[at]!;
      cell.detail += Math.sqrt(fine.values[at]!);
    }
  }
  return {
    ...{ across: cellsAcross, down },
    light: sums.map(({ light, pixels }) => light / pixels),
    detail: sums.map(({ detail, pixels }) => Math.log(detail / pixels + 0.006)),
  };
}
