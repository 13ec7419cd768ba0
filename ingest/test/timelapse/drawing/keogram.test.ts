import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hatchColours } from '../../../src/timelapse/drawing/hatch.ts';
import { keogramPng } from '../../../src/timelapse/drawing/keogram.ts';

const column = (red: number) => Uint8Array.from({ length: 64 * 3 }, (_, at) => [red, 120, Math.floor(at / 3)][at % 3]!);

async function read(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return {
    ...info,
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)],
  };
}

describe('keogramPng', () => {
  it('has a column for each day, from top to bottom as it was given', async () => {
    const picture = await read(await keogramPng([column(10), column(200), column(30)], 8));
    expect([picture.width, picture.height, picture.channels]).toEqual([24, 64, 3]);
    for (const [x, red] of [
      [0, 10],
      [7, 10],
      [8, 200],
      [15, 200],
      [16, 30],
      [23, 30],
    ] as const) {
      expect(picture.at(x, 0)).toEqual([red, 120, 0]);
      expect(picture.at(x, 63)).toEqual([red, 120, 63]);
    }
  });

  it('hatches days without a picture', async () => {
    const picture = await read(await keogramPng([column(10), null, null, column(30)], 8));
    const greens = new Set<number>();
    for (let x = 8; x < 24; x += 1) for (let y = 0; y < 64; y += 1) greens.add(picture.at(x, y)[1]!);
    expect(Math.min(...greens)).toBe(hatchColours.ground[1]);
    expect(Math.max(...greens)).toBe(hatchColours.line[1]);
    expect(picture.at(24, 5)).toEqual([30, 120, 5]);
  });

  it('shows a gap of one day in a season of years, where a day is one pixel wide', async () => {
    const days = Array.from({ length: 1095 }, (_, index) => (index === 500 ? null : column(90)));
    const picture = await read(await keogramPng(days, 1));
    expect(picture.width).toBe(1095);
    expect(picture.at(499, 30)).toEqual([90, 120, 30]);
    const rows = new Set(Array.from({ length: 64 }, (_, y) => picture.at(500, y)[1]!));
    expect(Math.max(...rows)).toBeLessThan(70);
    expect(rows.size).toBeGreaterThan(1);
  });

  it('is hatched throughout where nothing was seen, and the same bytes every time', async () => {
    const png = await keogramPng([null, null], 4);
    expect(await read(png)).toMatchObject({ width: 8, height: 64 });
    expect((await keogramPng([null, null], 4)).equals(png)).toBe(true);
  });
});
