import { describe, expect, it } from 'vitest';
import type { RgbPicture } from '../../src/decode.ts';
import { lumaAfter, measureLight } from '../../src/light/measure-light.ts';
import { applyTone, toneCurve } from '../../src/light/tone.ts';

/** A picture whose colour at each place, 0–1 of width and height, is given. */
function painted(width: number, height: number, colour: (x: number, y: number) => readonly number[]): RgbPicture {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      pixels.set(colour((x + 0.5) / width, (y + 0.5) / height), (y * width + x) * 3);
    }
  }
  return { width, height, pixels };
}

/** A pale sky over a field that grows darker and greener towards the camera. */
const field = (x: number, y: number): number[] =>
  y < 0.3 ? [228 + 20 * x, 236, 250] : [150 - 90 * y, 190 - 60 * y + 30 * x, 60 + 20 * x];

describe('measureLight', () => {
  it('says how light a picture and its parts are, in less than 1 KB', () => {
    const measure = measureLight(painted(640, 480, field));
    expect(measure.cells).toHaveLength(48);
    expect(measure.cells[0]).toBeGreaterThan(2300);
    expect(measure.cells[47]).toBeLessThan(1300);
    expect(measure.luma).toBeGreaterThan(140);
    expect(measure.luma).toBeLessThan(170);
    expect(JSON.stringify(measure).length).toBeLessThan(1024);
  });

  it('gives nearly the same numbers at another size of the same picture', () => {
    const large = measureLight(painted(640, 480, field));
    const small = measureLight(painted(320, 240, field));
    expect(Math.abs(large.luma - small.luma)).toBeLessThan(0.5);
    for (const [cell, luma] of large.cells.entries()) expect(Math.abs(luma! - small.cells[cell]!)).toBeLessThan(30);
  });

  it('looks at the region of interest alone, with all of its cells', () => {
    const roi = [[0, 0.5], [1, 0.5], [1, 1], [0, 1]] as const; // prettier-ignore
    const dim = measureLight(painted(640, 480, field), { roi });
    const withSun = measureLight(
      painted(640, 480, (x, y) => (y < 0.5 ? [255, 255, 255] : field(x, y))),
      { roi },
    );
    expect(withSun).toEqual(dim);
    expect(dim.cells).not.toContain(null);
    expect(dim.luma).toBeLessThan(130);
  });

  it('has no cells where a region has none', () => {
    const triangle = [[0, 0], [1, 1], [0, 1]] as const; // prettier-ignore
    const { cells } = measureLight(painted(640, 480, field), { roi: triangle });
    expect(cells[7]).toBeNull();
    expect(cells[40]).not.toBeNull();
  });

  it('does not read captions', () => {
    const captions = [{ left: 0, top: 0.9, right: 1, bottom: 1 }];
    const told = (text: number): ReturnType<typeof measureLight> =>
      measureLight(
        painted(640, 480, (x, y) => (y >= 0.9 ? [text, text, text] : field(x, y))),
        { captions },
      );
    expect(told(255)).toEqual(told(0));
  });

  it('takes the whole picture where captions cover all of the region', () => {
    const roi = [[0.2, 0.92], [0.8, 0.92], [0.8, 0.98]] as const; // prettier-ignore
    const captions = [{ left: 0, top: 0.9, right: 1, bottom: 1 }];
    const picture = painted(640, 480, field);
    expect(measureLight(picture, { roi, captions })).toEqual(measureLight(picture, { captions }));
  });

  it('tells a tinted infrared picture from one by day by its chroma', () => {
    const infrared = painted(640, 480, (x, y) => [80 * x + 90 * y, 80 * x + 90 * y + 8, 80 * x + 90 * y]);
    expect(measureLight(infrared).chroma).toBeLessThan(1.5);
    expect(measureLight(painted(640, 480, field)).chroma).toBeGreaterThan(10);
  });
});

describe('lumaAfter', () => {
  it('foretells the mean luma that a tone curve makes of a picture', () => {
    for (const gain of [0.4, 0.7, 1, 1.3, 2, 2.5]) {
      const picture = painted(640, 480, field);
      const foretold = lumaAfter(measureLight(picture), gain);
      applyTone(picture.pixels, toneCurve(gain));
      expect(Math.abs(measureLight(picture).luma - foretold)).toBeLessThan(0.7);
    }
  });
});
