import { expect, it } from 'vitest';
import { indicesOf } from '../../../src/index.ts';

it('works out the indices by their equations', () => {
  const { gcc, gli, exg, exgr, vari } = indicesOf({ red: 60, green: 90, blue: 50 });
  expect(gcc).toBeCloseTo(90 / 200, 12);
  expect(gli).toBeCloseTo(70 / 290, 12);
  expect(exg).toBeCloseTo(0.9 - 0.3 - 0.25, 12);
  expect(exgr).toBeCloseTo(0.35 - (1.4 * 0.3 - 0.45), 12);
  expect(vari).toBeCloseTo(30 / 100, 12);
});

it('finds grey neither green nor red, however bright', () => {
  for (const level of [1, 80, 255]) {
    const { gcc, gli, exg, vari } = indicesOf({ red: level, green: level, blue: level });
    expect([gcc, gli, exg, vari]).toEqual([1 / 3, 0, expect.closeTo(0, 12), 0]);
  }
});

it('says nothing of black', () => {
  expect(Object.values(indicesOf({ red: 0, green: 0, blue: 0 })).every(Number.isNaN)).toBe(true);
});
