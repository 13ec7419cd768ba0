import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openScene, pictureFault, type PictureFaultInput, type Scene } from '../../../src/index.ts';
import { at, sownAt } from '../../farm.ts';

const width = 480;
const height = 270;

function orchard(...faults: PictureFaultInput[]): Scene {
  return openScene({
    kind: 'orchard',
    ...{ seed: 7, widthPx: width, heightPx: height, sownAt },
    place: { latitude: 10.03, longitude: 105.78 },
    waterLevelCm: () => 2,
    faults: faults.map((fault) => pictureFault.parse(fault)),
  });
}

describe('orchard', () => {
  it('grows slowly: a little more crown in every season, never less', () => {
    const covers = [0, 60, 120, 240, 390].map((day) => orchard().truthAt(at(day, 12)).plantCover);
    expect(covers).toEqual([...covers].sort((a, b) => a - b));
    expect(covers[0]).toBeGreaterThan(0.15);
    expect(covers[2]! - covers[0]!).toBeLessThan(0.06);
    expect(covers.at(-1)!).toBeGreaterThan(covers[0]! + 0.02);
  });

  it('gives the same bytes at the same time, and has light and dark in it', async () => {
    const jpeg = await orchard().jpegAt(at(30, 10));
    expect((await orchard().jpegAt(at(30, 10))).equals(jpeg)).toBe(true);
    const { channels } = await sharp(jpeg).extract({ left: 0, top: 140, width, height: 130 }).stats();
    expect(channels.every(({ stdev }) => stdev > 20)).toBe(true);
  });

  it('keeps the near trees in a fog that hides the far ones', async () => {
    const fog = { kind: 'fog', visibilityM: 60, fromDay: 30, toDay: 31 } as const;
    // Above the horizon, where near crowns stand before far trees.
    const contrast = async (scene: Scene, left: number, wide: number) => {
      const part = { left, top: 74, width: wide, height: 18 };
      return (
        await sharp(await scene.jpegAt(at(30, 10)))
          .extract(part)
          .greyscale()
          .raw()
          .toBuffer()
      ).reduce((range, value) => ({ least: Math.min(range.least, value), most: Math.max(range.most, value) }), {
        least: 255,
        most: 0,
      });
    };
    const foggy = await contrast(orchard(fog), 0, width);
    expect(foggy.most - foggy.least).toBeGreaterThan(40);
    const gap = await contrast(orchard(fog), 236, 8);
    expect(gap.most - gap.least).toBeLessThan(25);
  });
});
