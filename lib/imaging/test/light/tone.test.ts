import { describe, expect, it } from 'vitest';
import { linearLight } from '../../src/light/srgb.ts';
import { applyTone, toneCurve } from '../../src/light/tone.ts';

const gains = [0.4, 0.6, 0.9, 1.1, 1.5, 2, 2.5];

describe('toneCurve', () => {
  it('leaves every value as it is at a gain of 1', () => {
    expect([...toneCurve(1)]).toEqual(Array.from({ length: 256 }, (_, value) => value));
  });

  it('keeps black black and white white, and makes nothing else white', () => {
    for (const gain of gains) {
      const curve = toneCurve(gain);
      expect([curve[0], curve[255]]).toEqual([0, 255]);
      expect(curve[254]).toBeLessThan(255);
    }
  });

  it('never swaps two values, and leaves no gap of more than 4 DN between neighbours up to the highlights', () => {
    for (const gain of gains) {
      const curve = toneCurve(gain);
      const steps = [...curve].slice(1).map((value, index) => value - curve[index]!);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...steps.slice(0, 240))).toBeLessThanOrEqual(4);
    }
  });

  it('multiplies the linear light of the darker half by the gain', () => {
    for (const gain of [0.5, 0.8, 1.25, 1.5]) {
      const after = linearLight[toneCurve(gain)[90]!]!;
      expect(after / linearLight[90]! / gain).toBeGreaterThan(0.93);
      expect(after / linearLight[90]! / gain).toBeLessThan(1.07);
    }
  });

  it('is undone by one over the gain', () => {
    const there = toneCurve(1.6);
    const back = toneCurve(1 / 1.6);
    for (let value = 0; value < 230; value += 1) expect(Math.abs(back[there[value]!]! - value)).toBeLessThanOrEqual(2);
  });

  it('refuses what is no gain', () => {
    for (const gain of [0, -1, Number.NaN, Infinity]) expect(() => toneCurve(gain)).toThrow(RangeError);
  });
});

describe('applyTone', () => {
  it('puts each byte through the curve, in place', () => {
    const pixels = Uint8Array.of(0, 60, 120, 255);
    const curve = toneCurve(1.5);
    applyTone(pixels, curve);
    expect([...pixels]).toEqual([0, curve[60], curve[120], 255]);
    expect(pixels[1]).toBeGreaterThan(60);
  });
});
