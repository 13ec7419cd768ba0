import { describe, expect, it } from 'vitest';
import type { GateNumbers } from '../../src/quality/judge.ts';
import { scoreOf } from '../../src/quality/score.ts';

const good: GateNumbers = {
  ...{ luma: 120, darkShare: 0, brightShare: 0, sharpness: 0.5, fog: 0, lensShare: 0, blockedShare: 0 },
  ...{ frozenShare: 0, chroma: 0.2 },
};

describe('scoreOf', () => {
  it('is 1 for a picture with nothing against it, and less for each thing that is', () => {
    expect(scoreOf(good, [], null)).toBe(1);
    for (const poor of [{ luma: 30 }, { brightShare: 0.4 }, { sharpness: 0.1 }, { fog: 0.5 }, { blockedShare: 0.4 }]) {
      expect(scoreOf({ ...good, ...poor }, [], null)).toBeLessThan(0.95);
    }
    expect(scoreOf(good, ['fogged'], null)).toBeLessThan(scoreOf(good, ['lens'], null));
  });

  it('is a number also for a camera whose pictures show no texture at all', () => {
    expect(scoreOf({ ...good, sharpness: 0 }, [], 0)).toBeGreaterThan(0);
    expect(scoreOf({ ...good, sharpness: null }, [], null)).toBeGreaterThan(0);
  });
});
