import { countedFrom, countedTo, type PixelBox } from '@fieldlapse/imaging';

/** Thresholds by the place in an area's picture: of each tile of a grid over its box one. */
export interface ThresholdGrid {
  /** Of the whole picture, px. */
  readonly width: number;
  /** The box that the tiles divide, px; right and bottom exclusive. */
  readonly box: PixelBox;
  readonly columns: number;
  readonly rows: number;
  /** ExG, tile by tile, row by row. */
  readonly exg: Float64Array;
}

/** Calls for each run of pixels of the area of one tile within a row: `from` and `to` (exclusive) are places in the picture. */
export function eachRun(
  { width, box, columns, rows }: Omit<ThresholdGrid, 'exg'>,
  mask: Uint8Array | undefined,
  visit: (tile: number, from: number, to: number) => void,
): void {
  const { left, top, right, bottom } = box;
  const edges = Array.from({ length: columns + 1 }, (_, at) => left + Math.round(((right - left) * at) / columns));
  for (let y = top; y < bottom; y += 1) {
    const row = Math.floor(((y - top) * rows) / (bottom - top)) * columns;
    for (let column = 0; column < columns; column += 1) {
      const end = y * width + edges[column + 1]!;
      for (
        let from = countedFrom(mask, y * width + edges[column]!, end), to;
        from < end;
        from = countedFrom(mask, to, end)
      ) {
        to = countedTo(mask, from, end);
        visit(row + column, from, to);
      }
    }
  }
}

/** How many pixels of the area have more ExG than the threshold of their tile plus each of `offsets`. */
export function pixelsAbove(
  exg: Float32Array,
  mask: Uint8Array | undefined,
  grid: ThresholdGrid,
  [low, middle, high]: readonly [number, number, number],
): readonly [number, number, number] {
  let counts: readonly [number, number, number] = [0, 0, 0];
  eachRun(grid, mask, (tile, from, to) => {
    const threshold = grid.exg[tile]!;
    let [lows, middles, highs] = counts;
    for (let at = from; at < to; at += 1) {
      const over = exg[at]! - threshold;
      if (over <= low) continue;
      lows += 1;
      if (over > middle) middles += 1;
      if (over > high) highs += 1;
    }
    counts = [lows, middles, highs];
  });
  return counts;
}
