import { sha256Hex } from '@fieldlapse/contracts';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openScene, type Scene, type SceneOptions } from '../../src/index.ts';
import { at, sownAt } from '../farm.ts';

function scene(options: Partial<SceneOptions> = {}): Scene {
  const place = { latitude: 10.03, longitude: 105.78 };
  return openScene({ seed: 7, widthPx: 480, heightPx: 270, place, sownAt, waterLevelCm: () => 2, ...options });
}

/** Mean red, green and blue of the field. */
async function fieldColor(jpeg: Buffer): Promise<number[]> {
  const field = await sharp(jpeg).extract({ left: 0, top: 135, width: 480, height: 135 }).toBuffer();
  return (await sharp(field).stats()).channels.map(({ mean }) => mean);
}

async function gcc(jpeg: Buffer): Promise<number> {
  const [red = 0, green = 0, blue = 0] = await fieldColor(jpeg);
  return green / (red + green + blue);
}

function grey(jpeg: Buffer): Promise<Buffer> {
  return sharp(jpeg).greyscale().raw().toBuffer();
}

/** The whole-pixel shift that best explains how the tree line moved. */
function matchTrees(from: Buffer, to: Buffer): { dx: number; dy: number } {
  let best = { dx: 0, dy: 0, difference: Infinity };
  for (let dy = -14; dy <= 14; dy += 1) {
    for (let dx = -14; dx <= 14; dx += 1) {
      let difference = 0;
      for (let y = 60; y < 112; y += 2) {
        for (let x = 40; x < 440; x += 2) difference += Math.abs(from[y * 480 + x]! - to[(y + dy) * 480 + x + dx]!);
      }
      if (difference < best.difference) best = { dx, dy, difference };
    }
  }
  return best;
}

describe('scene', () => {
  it('gives the same bytes for the same seed and time, in any order', async () => {
    const one = scene();
    const first = sha256Hex(await one.jpegAt(at(40, 10)));
    await one.jpegAt(at(90, 16));
    expect(sha256Hex(await one.jpegAt(at(40, 10)))).toBe(first);
    expect(sha256Hex(await scene().jpegAt(at(40, 10)))).toBe(first);
    expect(sha256Hex(await scene({ seed: 8 }).jpegAt(at(40, 10)))).not.toBe(first);
  });

  it('has a size and a JPEG that a decoder accepts', async () => {
    const { width, height, format } = await sharp(await scene().jpegAt(at(10, 12))).metadata();
    expect({ width, height, format }).toEqual({ width: 480, height: 270, format: 'jpeg' });
  });

  it('grows from bare ground to a closed canopy without ever shrinking', () => {
    const field = scene();
    const covers = [0, 5, 12, 20, 28, 36, 45, 55, 65].map((day) => field.truthAt(at(day, 12)).plantCover);
    expect(covers[0]).toBe(0);
    expect(covers).toEqual([...covers].sort((a, b) => a - b));
    expect(covers.at(-1)).toBeGreaterThan(0.95);
  });

  it('turns green and then golden: GCC rises and falls, plants stay and their green goes', async () => {
    const field = scene();
    const young = await gcc(await field.jpegAt(at(3, 12)));
    const closed = await gcc(await field.jpegAt(at(55, 12)));
    const ripe = await gcc(await field.jpegAt(at(112, 12)));
    expect(closed).toBeGreaterThan(young + 0.06);
    expect(ripe).toBeLessThan(closed - 0.06);
    const [red = 0, green = 0] = await fieldColor(await field.jpegAt(at(112, 12)));
    expect(red).toBeGreaterThan(green);
    const { plantCover, greenCover } = field.truthAt(at(112, 12));
    expect(plantCover).toBeGreaterThan(0.95);
    expect(greenCover).toBeLessThan(0.1);
  });

  it('is dark and noisy at night', async () => {
    const field = scene();
    const brightness = async (hour: number) =>
      Math.max(...(await sharp(await field.jpegAt(at(30, hour))).stats()).channels.map(({ mean }) => mean));
    expect(await brightness(23)).toBeLessThan(25);
    expect(await brightness(12)).toBeGreaterThan(70);
    expect(field.truthAt(at(30, 23)).weather.sunElevation).toBeLessThan(-10);
  });

  it('shifts the picture by what the truth says once the camera is knocked', async () => {
    const field = scene({ knocked: [{ day: 30, dx: 9, dy: -6, rotationDeg: 0 }] });
    const still = scene();
    const before = await grey(await still.jpegAt(at(31, 10)));
    const after = await grey(await field.jpegAt(at(31, 10)));
    const truth = field.truthAt(at(31, 10)).shift;
    const base = still.truthAt(at(31, 10)).shift;
    const { dx, dy } = matchTrees(before, after);
    expect({ dx, dy }).toEqual({ dx: Math.round(truth.dx - base.dx), dy: Math.round(truth.dy - base.dy) });
    expect(field.truthAt(at(29, 10)).shift.dx).toBeLessThan(3);
  });
});
