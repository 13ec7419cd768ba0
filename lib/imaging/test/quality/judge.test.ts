import { describe, expect, it } from 'vitest';
import {
  areaMask,
  judgeFrame,
  judgeTraits,
  teaches,
  traitsOf,
  type FrameTraits,
  type RgbPicture,
} from '../../src/index.ts';
import { changed, defocused, drawnOut, leaves, noisy, shaken } from './scenes.ts';

const recent: readonly FrameTraits[] = [1, 2, 3, 4, 5].map((moment) => traitsOf(leaves(moment)));
const clear = leaves(9);
const judged = (picture: RgbPicture, before = recent) => judgeFrame(picture, { recent: before });
const flagsOf = (picture: RgbPicture, before = recent) => judged(picture, before).flags;

describe('judgeFrame', () => {
  it('gives a clear picture no flag and a good score, with a history and without', () => {
    for (const before of [recent, []]) {
      const { flags, score } = judged(clear, before);
      expect(flags).toEqual([]);
      expect(score).toBeGreaterThan(0.7);
    }
  });

  it('knows night and overexposure, and judges nothing else in the dark', () => {
    const night = judged(changed(clear, (rgb) => rgb.map((value) => value * 0.05)));
    expect(night.flags).toEqual(['dark']);
    expect(night.numbers.sharpness).toBeNull();
    expect(flagsOf(changed(clear, (rgb) => rgb.map((value) => value * 4)))).toContain('bright');
  });

  it('knows a lens out of focus, with a history and without', () => {
    const soft = noisy(defocused(clear, 3), 1);
    expect(flagsOf(soft)).toEqual(['blurred']);
    expect(flagsOf(defocused(clear, 3), [])).toEqual(['blurred']);
    expect(judged(soft).score).toBeLessThan(0.3);
  });

  it('knows a shaken picture from a field that has changed, which is softer one way and rougher the other', () => {
    for (const px of [4, 6, 14]) expect(flagsOf(noisy(shaken(clear, px), 6))).toEqual(['blurred']);
    const stubble = noisy(drawnOut(clear, 1.65, 1.2), 6);
    expect(judged(stubble).numbers.sharpness).toBeLessThan(0.78 * judged(clear).numbers.sharpness!);
    expect(flagsOf(stubble)).toEqual([]);
  });

  it('knows fog from a change of light', () => {
    const through = (t: number) =>
      noisy(
        changed(clear, (rgb) => rgb.map((value) => value * t + 205 * (1 - t))),
        2,
      );
    const fogged = judged(through(0.3));
    expect(fogged.flags).toEqual(['fogged']);
    expect(fogged.numbers.fog).toBeGreaterThan(0.5);
    expect(judged(through(0.85)).numbers.fog).toBeLessThan(fogged.numbers.fog!);
    for (const gain of [0.5, 1.5]) {
      expect(flagsOf(changed(clear, (rgb) => rgb.map((value) => value * gain)))).toEqual([]);
    }
  });

  it('knows fog, which thickens with distance, from water over the near part of a field', () => {
    const veiled = (tAt: (y: number) => number) =>
      noisy(
        changed(clear, (rgb, _, y) => rgb.map((value) => value * tAt(y) + 205 * (1 - tAt(y)))),
        2,
      );
    const thickening = judged(veiled((y) => 0.2 + (0.4 * y) / clear.height));
    expect(thickening.flags).toEqual(['fogged']);
    const flooded = judged(veiled((y) => (y < 0.4 * clear.height ? 1 : 0.2)));
    expect(flooded.flags).not.toContain('fogged');
    expect(flooded.numbers.fog).toBeLessThan(0.2);
  });

  it('knows drops on the lens from a blurred picture', () => {
    const inDrop = (x: number, y: number): boolean => [[120, 90], [400, 250], [520, 80]].some(([cx, cy]) => Math.hypot(x - cx!, y - cy!) < 55); // prettier-ignore
    const drops = judged(noisy(defocused(clear, 6, inDrop), 3));
    expect(drops.flags).toEqual(['lens']);
    expect(drops.numbers.lensShare).toBeGreaterThan(0.03);
    expect(drops.numbers.lensShare).toBeLessThan(0.3);
  });

  it('knows something that stands before the lens, whether it hides half of the picture or all of it', () => {
    const hidden = (share: number) =>
      noisy(
        changed(clear, (rgb, x) => (x < 640 * share ? [190, 150, 130] : rgb)),
        4,
      );
    const half = judged(hidden(0.5));
    expect(half.flags).toEqual(['blocked']);
    expect(half.numbers.blockedShare).toBeCloseTo(0.5, 1);
    expect(flagsOf(hidden(1))).toContain('blocked');
  });

  it('knows a camera that repeats a picture, not two pictures of one scene', () => {
    const again = judged(clear, [...recent, traitsOf(clear)]);
    expect(again.flags).toEqual(['frozen']);
    expect(again.numbers.frozenShare).toBe(1);
    expect(judged(clear).numbers.frozenShare).toBeLessThan(0.5);
  });

  it('knows infrared by its single tint, and compares it to infrared only', () => {
    const infrared = (moment: number) => noisy(changed(leaves(moment), ([r, g]) => [0.9 * (r + g) / 2, (r + g) / 2, 0.95 * (r + g) / 2]), moment); // prettier-ignore
    expect(flagsOf(infrared(9))).toEqual(['infrared']);
    expect(judged(infrared(9)).numbers.lensShare).toBeNull();
    const nights = [11, 12, 13].map((moment) => traitsOf(infrared(moment)));
    expect(judged(infrared(9), [...recent, ...nights]).numbers.lensShare).toBe(0);
  });

  it('leaves out what does not count', () => {
    const area = areaMask({ captions: [{ left: 0, top: 0, right: 0.5, bottom: 1 }] }, 640, 360);
    const halfHidden = noisy(
      changed(clear, (rgb, x) => (x < 320 ? [190, 150, 130] : rgb)),
      5,
    );
    const before = [1, 2, 3].map((moment) => traitsOf(leaves(moment), area));
    expect(judgeFrame(halfHidden, { area, recent: before }).flags).toEqual([]);
  });

  it('does not judge what needs a history before there is one', () => {
    const { numbers, flags } = judged(clear, recent.slice(0, 2));
    expect([numbers.lensShare, numbers.blockedShare]).toEqual([null, null]);
    expect(flags).toEqual([]);
  });
});

describe('FrameTraits', () => {
  it('are small, survive JSON and judge as the picture does', () => {
    const judgement = judged(clear);
    const json = JSON.stringify(judgement.traits);
    expect(json.length).toBeLessThanOrEqual(1500);
    expect(judgeTraits(JSON.parse(json) as FrameTraits, recent)).toEqual(judgement);
  });

  it('of another version are not compared to', () => {
    const old = recent.map((traits) => ({ ...traits, v: 'gate-0' }));
    expect(judged(clear, old)).toEqual(judged(clear, []));
  });
});

describe('teaches', () => {
  it('lets a night picture stand as an example and a fogged one not', () => {
    expect(teaches({ flags: [] })).toBe(true);
    expect(teaches({ flags: ['infrared'] })).toBe(true);
    expect(teaches({ flags: ['fogged'] })).toBe(false);
    expect(teaches({ flags: ['bright', 'lens'] })).toBe(false);
  });
});

it('gives every frame a score, also of scenes whose texture comes and goes', () => {
  const plain = (shade: number, stripes: boolean) => {
    const [width, height] = [640, 360];
    const pixels = Buffer.alloc(width * height * 3);
    for (let at = 0; at < width * height; at += 1) {
      const light = shade + (stripes && Math.floor(at / width / 40) % 2 === 0 ? 60 : 0);
      pixels.set([light, Math.min(255, light + 20), light / 2], at * 3);
    }
    return { width, height, pixels };
  };
  const recent: FrameTraits[] = [];
  for (let frame = 0; frame < 12; frame += 1) {
    const { score, traits } = judgeFrame(plain(80 + ((frame * 37) % 90), frame % 3 === 0), { recent });
    expect(score).toBeGreaterThanOrEqual(0);
    recent.push(traits);
  }
});
