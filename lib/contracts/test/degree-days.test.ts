import { describe, expect, it } from 'vitest';
import { degreeDaysOf, heatSums } from '../src/degree-days.ts';

const warm = { minC: 20, maxC: 30 };

describe('degree days', () => {
  it('hold each temperature within the limits of growth, 10 and 30 °C for maize', () => {
    expect(degreeDaysOf({ minC: 12, maxC: 26 }, 10, 30)).toBe(9);
    expect(degreeDaysOf({ minC: 5, maxC: 24 }, 10, 30)).toBe(7);
    expect(degreeDaysOf({ minC: 22, maxC: 35 }, 10, 30)).toBe(16);
    expect(degreeDaysOf({ minC: 2, maxC: 8 }, 10, 30)).toBe(0);
  });

  it('add up over the days, short gaps bridged by their neighbours', () => {
    expect(heatSums([warm, warm, null, { minC: 10, maxC: 20 }], 10)).toEqual([15, 30, 40, 45]);
    expect(heatSums([warm, null, null, null, warm], 10)).toEqual([15, 30, 45, 60, 75]);
  });

  it('are not made up where the sensor was silent for long', () => {
    expect(heatSums([warm, null, null, null, null, warm], 10)).toEqual({ missing: 1 });
    expect(heatSums([null], 10)).toEqual({ missing: 0 });
  });
});
