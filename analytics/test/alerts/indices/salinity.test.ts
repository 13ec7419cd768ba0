import { expect, it } from 'vitest';
import { conductivityAt25, dissolvedSolidsGramPerL, seaSaltGramPerL } from '../../../src/alerts/indices/salinity.ts';

it.each([
  [1, 0.49],
  [4, 2.11],
])('water of %f dS/m has the sea salt of PSS-78 and its extension', (ec, gramPerL) => {
  expect(seaSaltGramPerL(ec)).toBeCloseTo(gramPerL, 2);
});

it('sea water of 53.09 dS/m at 25 °C has a salinity of 35', () => {
  expect(seaSaltGramPerL(53.087)).toBeCloseTo(35, 1);
});

it('salt rises with conductivity, without a jump where the extension ends, and fresh water has none', () => {
  let before = seaSaltGramPerL(0);
  expect(before).toBe(0);
  for (let ec = 0.02; ec < 12; ec += 0.02) {
    const now = seaSaltGramPerL(ec);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now - before).toBeLessThan(0.03);
    before = now;
  }
});

it('the factor of agencies gives some 30 % more', () => {
  expect(dissolvedSolidsGramPerL(1) / seaSaltGramPerL(1)).toBeCloseTo(1.3, 1);
});

it('a meter without compensation reads 10 % more in water of 30 °C', () => {
  expect(conductivityAt25(1.1, 30)).toBeCloseTo(1, 10);
});
