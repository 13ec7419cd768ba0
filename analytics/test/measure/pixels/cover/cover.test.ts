import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeView, uprightSize } from '@fieldlapse/imaging';
import { describe, expect, it } from 'vitest';
import { coverByIndex, plantMask } from '../../../../src/index.ts';
import { drawn, leaf, lot, mixture, soil, straw, type Rgb } from '../support.ts';

describe('coverByIndex', () => {
  it('tells the share of leaves wider than a pixel', () => {
    const picture = drawn(200, 100, (x) => (x < 50 ? leaf : soil));
    const { plantCover, greenCover } = coverByIndex(picture, undefined);
    expect(plantCover).toBeCloseTo(0.25, 2);
    expect(greenCover).toBeCloseTo(plantCover, 6);
  });

  it('finds nothing on bare soil and all under a closed canopy, although Otsu always splits', () => {
    const noisy = (colour: Rgb) =>
      drawn(120, 80, (x, y) => mixture(colour, [colour[0] + 6, colour[1], colour[2]], lot(x, y)));
    for (const threshold of ['otsu', 'mixed'] as const) {
      expect(coverByIndex(noisy(soil), undefined, { threshold }).plantCover).toBe(0);
      expect(coverByIndex(noisy(leaf), undefined, { threshold }).plantCover).toBe(1);
    }
  });

  it.each([
    ['beside bright water', [150, 160, 170] as const],
    ['beside soil', soil],
    ['over dark shade', [45, 37, 28] as const],
  ])('takes a pixel for a plant from half a plant on, %s', (_, ground) => {
    const thin = drawn(257, 100, (x, y) => mixture(leaf, ground, lot(x, y)));
    expect(coverByIndex(thin, undefined, { threshold: 'mixed' }).plantCover).toBeGreaterThan(0.45);
    expect(coverByIndex(thin, undefined, { threshold: 'mixed' }).plantCover).toBeLessThan(0.55);
  });

  it('keeps ripe plants as plants and no longer as green', () => {
    const ripe = drawn(120, 80, (x, y) => mixture(straw, [190, 156, 78], lot(x, y)));
    const { plantCover, greenCover } = coverByIndex(ripe, undefined, { threshold: 'mixed' });
    expect(plantCover).toBe(1);
    expect(greenCover).toBe(0);
  });

  it('finds the green leaves between ripe ears', () => {
    const ear: Rgb = [200, 190, 100];
    const stand = drawn(257, 100, (x, y) => (lot(x, y) < 0.3 ? [130, 150, 60] : ear));
    const { plantCover, greenCover } = coverByIndex(stand, undefined, { threshold: 'mixed' });
    expect(plantCover).toBe(1);
    expect(greenCover).toBeCloseTo(0.3, 2);
  });

  it('takes no ripe ears for leaves because the water beside them mirrors the sky', () => {
    // As pixels of a simulated flood: leaves and ears are equally blue, an ear beside sky is bluer.
    const flooded = (leaves: number) =>
      drawn(257, 210, (x, y) => {
        if (y % 7 > 0) return [102, 108, 111];
        const isMixed = lot(y, x) < 0.2;
        const [red, green] = isMixed ? [119, 129] : lot(x + 90, y) < leaves ? [138, 152] : [171, 163];
        return [red, green, Math.round((red + green) * ((isMixed ? 0.32 : 0.25) + 0.05 * lot(x, y * 3)))];
      });
    const shareOf = (leaves: number) => {
      const { plantCover, greenCover } = coverByIndex(flooded(leaves), undefined, { threshold: 'mixed' });
      return greenCover / plantCover;
    };
    expect(shareOf(0)).toBeLessThan(0.01);
    expect(shareOf(0.15)).toBeGreaterThan(0.1);
    expect(shareOf(0.15)).toBeLessThan(0.2);
  });

  it('measures the area alone', () => {
    const picture = drawn(200, 100, (x) => (x < 50 ? leaf : soil));
    const mask = Uint8Array.from({ length: 20_000 }, (_, at) => (at % 200 < 100 ? 1 : 0));
    expect(coverByIndex(picture, mask).plantCover).toBeCloseTo(0.5, 1);
  });

  it('is less sure of colours near the threshold', () => {
    const clear = drawn(257, 100, (x, y) => (lot(x, y) < 0.4 ? leaf : soil));
    const vague = drawn(257, 100, (x, y) => mixture(leaf, soil, lot(x, y)));
    const doubtOf = (picture: typeof clear) =>
      coverByIndex(picture, undefined, { threshold: 'mixed' }).uncertainty.plantCover;
    expect(doubtOf(clear)).toBe(0.01);
    expect(doubtOf(vague)).toBeGreaterThan(0.02);
  });

  it('reads cover by the calibration of its camera', () => {
    const picture = drawn(200, 100, (x) => (x < 100 ? leaf : soil));
    const { plantCover } = coverByIndex(picture, undefined, { calibration: [[0.4, 0.2], [0.6, 0.4]] }); // prettier-ignore
    expect(plantCover).toBeCloseTo(0.3, 2);
  });

  it('shows as plants the pixels that it counts', () => {
    const picture = drawn(257, 100, (x, y) => (lot(x, y) < 0.4 ? leaf : soil));
    const marked = plantMask(picture, undefined, { threshold: 'mixed' });
    const share = marked.reduce((sum, plant) => sum + plant, 0) / marked.length;
    expect(share).toBeCloseTo(coverByIndex(picture, undefined, { threshold: 'mixed' }).plantCover, 2);
  });
});

const plant = '../shared/data/images/arabidopsis-daily';
const isHere = existsSync(plant);

describe.skipIf(!isHere)(`a real plant${isHere ? '' : ' (skipped: no real pictures here)'}`, () => {
  it('grows every day', async () => {
    const areas: number[] = [];
    for (const file of readdirSync(plant).sort()) {
      const jpeg = readFileSync(join(plant, file));
      const { width, height } = await uprightSize(jpeg);
      areas.push(coverByIndex(await decodeView(jpeg), undefined).greenCover * width * height);
    }
    expect(areas).toHaveLength(11);
    for (const [day, area] of areas.entries()) expect(area).toBeGreaterThan(areas[day - 1] ?? 0);
  });
});
