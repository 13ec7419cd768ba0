import type { SpritesAnswer } from '@fieldlapse/dashboards-server';

/** Where the small picture of a day is: its sheet, and the offset in it, px. */
export interface Tile {
  readonly day: string;
  readonly sheet: string;
  readonly leftPx: number;
  readonly topPx: number;
}

/** The small picture of a day, of the last day before it where it has none; undefined before the first. */
export function tileOf(sprites: SpritesAnswer, day: string): Tile | undefined {
  let found: Tile | undefined;
  for (const { name, days } of sprites.sheets) {
    const index = days.findLastIndex((candidate) => candidate <= day);
    if (index < 0) continue;
    const [column, row] = [index % sprites.across, Math.floor(index / sprites.across)];
    found = {
      day: days[index] ?? day,
      sheet: name,
      leftPx: column * sprites.tileWidthPx,
      topPx: row * sprites.tileHeightPx,
    };
  }
  return found;
}
