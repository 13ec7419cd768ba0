import { describe, expect, it } from 'vitest';
import { findSteps } from '../../../src/growth/smooth/steps.ts';
import { normalFrom } from '../support/field.ts';

function stepsOf(curve: (day: number) => number, { noise = 0.01, days = 60, missing = [] as number[] } = {}): number[] {
  const draw = normalFrom(7);
  const x = Array.from({ length: days }, (_, day) => day).filter((day) => !missing.includes(day));
  const y = x.map((day) => curve(day) + draw(noise));
  return findSteps(x, y, 0.1).map(({ at }) => x[at]!);
}

describe('steps', () => {
  it('are jumps that last, also of two days at the beginning', () => {
    expect(stepsOf((day) => (day < 2 ? 0 : day < 40 ? 0.3 : 0.9))).toEqual([2, 40]);
  });

  it('are none on the steepest growth, nor where it begins and ends', () => {
    expect(stepsOf((day) => 1 / (1 + Math.exp(-(day - 30) / 3)))).toEqual([]);
    expect(stepsOf((day) => Math.min(1, Math.max(0, (day - 20) * 0.06)))).toEqual([]);
  });

  it('are none where a single day is wild', () => {
    expect(stepsOf((day) => (day === 30 ? 1 : 0.2))).toEqual([]);
  });

  it('are found one after the other within a few days', () => {
    expect(stepsOf((day) => (day < 30 ? 1 : day < 34 ? 0.3 : 0))).toEqual([30, 34]);
  });

  it('are dated by the first day seen after them', () => {
    expect(stepsOf((day) => (day < 31 ? 1 : 0), { missing: [30, 31, 32] })).toEqual([33]);
  });
});
