import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { areaMask, decodeView, judgeFrame, readBitMask, type FrameJudgement, type GateFlag } from '@fieldlapse/imaging';
import { describe, expect, it } from 'vitest';
import { coverMethod, measurePixels, pixelMetrics } from '../../../src/index.ts';
import { drawn, leaf, lot, mixture, soil } from './support.ts';

const field = drawn(257, 100, (x, y) =>
  mixture(lot(x, y) < 0.4 ? leaf : soil, [250, 250, 250], 0.85 + 0.15 * lot(y, x)),
);
const judged = judgeFrame(field, { recent: [] });
const flagged = (...flags: GateFlag[]): FrameJudgement => ({ ...judged, flags });
const all = Object.values(pixelMetrics).flat();

describe('measurePixels', () => {
  it('gives each metric a value or a reason, never both, and covers how sure they are', () => {
    for (const flags of [[], ['frozen'], ['dark'], ['infrared'], ['fogged'], ['blocked'], ['bright']] as GateFlag[][]) {
      const { values, withheld, uncertainty } = measurePixels(field, undefined, { judgement: flagged(...flags) });
      expect([...Object.keys(values), ...Object.keys(withheld)].sort()).toEqual([...all].sort());
      expect(Object.keys(uncertainty).sort()).toEqual(
        values.greenCover === undefined ? [] : ['greenCover', 'plantCover'],
      );
    }
  });

  it('withholds what a fault leaves no meaning to, and says which', () => {
    const withheldBy = (...flags: GateFlag[]) =>
      measurePixels(field, undefined, { judgement: flagged(...flags) }).withheld;
    expect(Object.keys(withheldBy('frozen'))).toHaveLength(all.length);
    expect(withheldBy('infrared')).toMatchObject({ gcc: 'infrared', meanRedDn: 'infrared', plantCover: 'infrared' });
    expect(withheldBy('infrared')).not.toHaveProperty('lumaDn');
    expect(withheldBy('fogged')).toMatchObject({ gcc: 'fogged', greenCover: 'fogged' });
    expect(withheldBy('fogged')).not.toHaveProperty('meanGreenDn');
    expect(withheldBy('lens')).toEqual({});
  });

  it('withholds covers of a picture that is soft for any, not of one softer than its camera’s others', () => {
    const soft = (sharpness: number) =>
      measurePixels(field, undefined, {
        judgement: { ...flagged('blurred'), numbers: { ...judged.numbers, sharpness } },
      });
    expect(soft(0.25).withheld).toEqual({ greenCover: 'blurred', plantCover: 'blurred' });
    expect(soft(0.4).withheld).toEqual({});
  });

  it('withholds covers in thin fog, which only a camera’s history can tell', () => {
    const hazy = (lensShare: number | null) =>
      measurePixels(field, undefined, {
        judgement: { ...judged, numbers: { ...judged.numbers, fog: 0.25, lensShare } },
      });
    expect(hazy(0).withheld.greenCover).toBe('fogged');
    expect(hazy(null).withheld).toEqual({});
  });

  it('is less sure under drops and dirt', () => {
    const under = (lensShare: number) =>
      measurePixels(field, undefined, { judgement: { ...judged, numbers: { ...judged.numbers, fog: 0, lensShare } } })
        .uncertainty;
    expect(under(0.2).greenCover! - under(0).greenCover!).toBeCloseTo(0.1, 9);
  });

  it('withholds green cover where ears are about as green as red: the clouds alone would decide', () => {
    const stand = (red: number) => measurePixels(drawn(257, 100, (x, y) => mixture([red, 170, 80], [red, 164, 80], lot(x, y))), undefined, { judgement: judged, cover: { threshold: 'mixed' } }); // prettier-ignore
    const [green, between, ripe] = [stand(145), stand(154), stand(165)];
    expect(green.values.greenCover).toBeGreaterThan(0.99);
    expect(between.withheld).toEqual({ greenCover: 'uncertain' });
    expect(between.values.plantCover).toBeGreaterThan(0.99);
    expect(between.uncertainty).not.toHaveProperty('greenCover');
    expect(ripe.values.greenCover).toBeLessThan(0.1);
  });

  it('keeps PhenoCam’s limits of light and sun', () => {
    const withheldAt = (level: number) =>
      measurePixels(drawn(64, 36, () => [level, level + 2, level]), undefined, { judgement: judged }).withheld.gcc; // prettier-ignore
    expect([30, 34, 220, 222].map(withheldAt)).toEqual(['dark', undefined, undefined, 'bright']);
    expect(measurePixels(field, undefined, { sunElevationDeg: 9.9 }).withheld).toMatchObject({
      gcc: 'sun-low',
      plantCover: 'sun-low',
    });
    expect(measurePixels(field, undefined, { sunElevationDeg: 10 }).withheld).toEqual({});
  });

  it('says that an area outside the picture is empty', () => {
    const { values, withheld } = measurePixels(field, new Uint8Array(25_700));
    expect(values).toEqual({});
    expect(new Set(Object.values(withheld))).toEqual(new Set(['empty-area']));
  });

  it('gives no number where a denominator vanishes', () => {
    const { values, withheld } = measurePixels(
      drawn(64, 36, () => [60, 100, 160]),
      undefined,
    );
    expect(values.vari).toBeUndefined();
    expect(withheld.vari).toBe('incalculable');
    expect(values.gcc).toBeCloseTo(100 / 320, 9);
  });
});

it('names a method by all that changes its values', () => {
  const names = [
    coverMethod(),
    coverMethod({ threshold: 'mixed' }),
    coverMethod({ threshold: 'mixed', calibration: [[0.5, 0.4], [0.9, 0.8]] }), // prettier-ignore
  ];
  expect(names[0]).toBe('index-3');
  expect(coverMethod({ threshold: 'otsu' })).toBe('index-3');
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^index-3(-[0-9a-f]{6})?$/);
});

const harvard = '../shared/data/images/phenocam-harvard';
const isHere = existsSync(harvard);

describe.skipIf(!isHere)(`the reference image of PhenoCam${isHere ? '' : ' (skipped: no real pictures here)'}`, () => {
  it('has the published midday colour and GCC', async () => {
    const picture = await decodeView(readFileSync(join(harvard, 'harvard_2009_06_30_120138.jpg')));
    const mask = await readBitMask(readFileSync(join(harvard, 'harvard_DB_0001_01.png')), 'black');
    const { values, withheld } = measurePixels(picture, areaMask({ mask }, picture.width, picture.height));
    expect(Math.abs(values.meanRedDn! - 48.82328)).toBeLessThan(0.1);
    expect(Math.abs(values.meanGreenDn! - 69.22894)).toBeLessThan(0.1);
    expect(Math.abs(values.meanBlueDn! - 42.84936)).toBeLessThan(0.1);
    expect(Math.abs(values.gcc! - 0.43026)).toBeLessThan(0.0005);
    expect(withheld).toEqual({});
  });
});
