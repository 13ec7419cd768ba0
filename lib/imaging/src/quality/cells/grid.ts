/** Cells of the gate's maps, from left to right and from top to bottom. */
export const cellColumns = 16;
export const cellRows = 9;
export const cellCount = cellColumns * cellRows;

/** Each cell has 2 × 2 spots: drops are smaller than cells. */
export const spotColumns = cellColumns * 2;
export const spotCount = cellCount * 4;

/** The cell in which a spot lies. */
export const cellOfSpot = (spot: number): number =>
  (Math.floor(spot / spotColumns) >> 1) * cellColumns + ((spot % spotColumns) >> 1);

const cells = Array.from({ length: cellCount }, (_, cell) => cell);

export const cellsWith = (holds: (cell: number) => boolean): number[] => cells.filter(holds);

/** The value that `share` of the values lie below; NaN values do not count; NaN of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = new Float64Array(values).sort();
  // A typed array sorts NaN to its end.
  let known = sorted.length;
  while (known > 0 && Number.isNaN(sorted[known - 1])) known -= 1;
  return sorted[Math.floor(share * (known - 1))] ?? NaN;
}

/** 0 of none. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
