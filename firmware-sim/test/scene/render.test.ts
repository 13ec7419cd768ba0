import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openScene, pictureFault, type PictureFaultInput, type Scene } from '../../src/index.ts';
import { captionBox } from '../../src/scene/faults/caption.ts';
import { at, sownAt } from '../farm.ts';

const width = 480;
const height = 270;
const place = { latitude: 10.03, longitude: 105.78 };

function scene(...faults: PictureFaultInput[]): Scene {
  const size = { widthPx: width, heightPx: height };
  const parsed = faults.map((fault) => pictureFault.parse(fault));
  // Drained before the harvest, as farmers do.
  const waterLevelCm = (utcMs: number) => (utcMs > at(98, 0) ? -20 : 2);
  return openScene({ seed: 7, ...size, place, sownAt, waterLevelCm, faults: parsed });
}

/** Red, green, blue of every pixel at a time. */
async function pixels(utcMs: number, ...faults: PictureFaultInput[]): Promise<Buffer> {
  return sharp(await scene(...faults).jpegAt(utcMs))
    .raw()
    .toBuffer();
}

/** Mean linear light of the rows, sRGB decoded. */
function lightOf(rgb: Buffer, fromRow = 0, toRow = height): number {
  let sum = 0;
  for (const value of rgb.subarray(fromRow * width * 3, toRow * width * 3))
    sum += ((value / 255 + 0.055) / 1.055) ** 2.4;
  return sum / ((toRow - fromRow) * width * 3);
}

/** Mean difference of neighbours in the rows: what is left of detail. */
function detailOf(rgb: Buffer, fromRow: number, toRow: number): number {
  let sum = 0;
  for (let index = fromRow * width * 3 + 1; index < toRow * width * 3 - 3; index += 3) {
    sum += Math.abs(rgb[index]! - rgb[index + 3]!);
  }
  return sum / ((toRow - fromRow) * width);
}

/** Share of pixels that differ clearly. */
function changed(one: Buffer, other: Buffer): number {
  let count = 0;
  for (let index = 0; index < one.length; index += 3) {
    const difference = [0, 1, 2].map((c) => Math.abs(one[index + c]! - other[index + c]!));
    if (Math.max(...difference) > 24) count += 1;
  }
  return count / (one.length / 3);
}

const noon = at(60, 12);

describe('picture with faults', () => {
  it('doubles the light of a stop, as far as it does not clip', async () => {
    const dark = lightOf(await pixels(noon, { kind: 'exposure', ev: -1 }), 140);
    const right = lightOf(await pixels(noon), 140);
    expect(right / dark).toBeGreaterThan(1.9);
    expect(right / dark).toBeLessThan(2.1);
  });

  it('hides the trees in fog before it hides the plants at its feet', async () => {
    const clear = await pixels(noon);
    const foggy = await pixels(noon, { kind: 'fog', visibilityM: 60, fromDay: 60, toDay: 62 });
    const left = (from: number, to: number) => detailOf(foggy, from, to) / detailOf(clear, from, to);
    expect(left(88, 100)).toBeLessThan(0.35);
    expect(left(220, 270)).toBeGreaterThan(left(88, 100) + 0.1);
  });

  it('covers about as much of the picture as is asked for', async () => {
    const clear = await pixels(noon);
    const share = async (fault: PictureFaultInput) => changed(clear, await pixels(noon, fault));
    expect(await share({ kind: 'blocked', thing: 'cloth', cover: 1 })).toBeGreaterThan(0.97);
    const leaf = await share({ kind: 'blocked', cover: 0.4 });
    expect(leaf).toBeGreaterThan(0.25);
    expect(leaf).toBeLessThan(0.55);
    for (const kind of ['lens-drop', 'lens-dirt'] as const) {
      expect(await share({ kind })).toBeGreaterThan(0.01);
      expect(await share({ kind })).toBeLessThan(0.3);
    }
  });

  it('puts one person into the field, somewhere else in the next frame', async () => {
    const spot = async (utcMs: number) => {
      const difference = [await pixels(utcMs), await pixels(utcMs, { kind: 'person' })] as const;
      expect(changed(...difference)).toBeGreaterThan(0.0005);
      expect(changed(...difference)).toBeLessThan(0.05);
      return difference[0].findIndex((value, index) => Math.abs(value - difference[1][index]!) > 40);
    };
    expect(await spot(at(20, 10))).not.toBe(await spot(at(20, 12)));
  });

  it('is grey under infrared at night, bright enough to see the plants, and in colour by day', async () => {
    const infrared = { kind: 'infrared' } as const;
    const night = await pixels(at(60, 23), infrared);
    let colour = 0;
    for (let index = 0; index < night.length; index += 3) colour += Math.abs(night[index]! - night[index + 1]!);
    // What is left is the noise of the sensor, which has its own for every colour.
    expect(colour / (night.length / 3)).toBeLessThan(4);
    expect(lightOf(night, 180)).toBeGreaterThan(3 * lightOf(await pixels(at(60, 23)), 180));
    expect(scene(infrared).truthAt(at(60, 23)).faults).toEqual(['infrared']);
    expect(scene(infrared).truthAt(noon).faults).toEqual([]);
    expect(changed(await pixels(noon), await pixels(noon, infrared))).toBe(0);
  });

  it('loses detail out of focus, not light', async () => {
    const sharpOne = await pixels(noon);
    const soft = await pixels(noon, { kind: 'blurred', sigmaPx: 8 });
    expect(detailOf(soft, 140, 270)).toBeLessThan(0.5 * detailOf(sharpOne, 140, 270));
    expect(lightOf(soft) / lightOf(sharpOne)).toBeGreaterThan(0.9);
  });

  it('repeats the picture of the moment in which it froze, byte for byte, and says when that was', async () => {
    const field = scene({ kind: 'frozen', fromDay: 60.5, toDay: 61.5 });
    const first = await field.jpegAt(noon);
    expect((await field.jpegAt(at(61, 9))).equals(first)).toBe(true);
    expect((await field.jpegAt(at(61, 12))).equals(first)).toBe(false);
    expect(field.truthAt(at(61, 9))).toMatchObject({ utcMs: at(61, 9), exposedAt: noon, faults: ['frozen'] });
    expect((await scene().jpegAt(noon)).equals(first)).toBe(true);
  });

  it('burns another time into every picture, and touches nothing beside its strip', async () => {
    const caption = { kind: 'caption', text: 'CAM01' } as const;
    const box = captionBox(height, '2026-09-30 12:00:00 CAM01');
    const strip = async (utcMs: number) =>
      sharp(await pixels(utcMs, caption), { raw: { width, height, channels: 3 } })
        .extract({ left: 0, top: 0, width: box.widthPx, height: box.heightPx })
        .raw()
        .toBuffer();
    expect((await strip(noon)).equals(await strip(noon + 1000))).toBe(false);
    const share = changed(await pixels(noon), await pixels(noon, caption));
    // JPEG blocks at the edge of the strip change too.
    expect(share).toBeGreaterThan((0.5 * box.widthPx * box.heightPx) / (width * height));
    expect(share).toBeLessThan((2 * box.widthPx * box.heightPx) / (width * height));
  });

  it('darkens a ripe field by a flood and brightens it by the harvest, and its truth knows of the plants', async () => {
    const day = at(105, 10);
    const ripe = lightOf(await pixels(day), 140);
    expect(lightOf(await pixels(day, { kind: 'flooded', depthCm: 85 }), 140)).toBeLessThan(0.7 * ripe);
    expect(lightOf(await pixels(day, { kind: 'harvested' }), 140)).toBeGreaterThan(1.1 * ripe);
    const cover = (fault: PictureFaultInput) => scene(fault).truthAt(day).plantCover;
    expect(cover({ kind: 'flooded', depthCm: 85 })).toBeLessThan(0.3);
    expect(cover({ kind: 'harvested' })).toBeLessThan(0.7);
  });
});
