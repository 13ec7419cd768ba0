import { expect, it } from 'vitest';
import { parseCounterModel, type CounterModel } from '@fieldlapse/analytics';

const eight = (value: number): number[] => new Array<number>(8).fill(value);
const model: CounterModel = {
  ...{ v: 1, kind: 'counter', name: 'eggs-coop', version: '1.0.0', width: 640, height: 360 },
  finders: [
    { radiusPx: 15, uses: 'shape', score: { mean: eight(0), spread: eight(1), weights: eight(0.5), bias: -2 } },
  ],
  free: { colour: { across: 2, light: [4, 4], detail: [-2, -2] }, infrared: null },
  ...{ coveredLimit: 0.03, reach: 1.2 },
  accuracy: {
    ...{ days: 3, free: 9, answered: 9, exact: 6, exactShare: 0.667, exactLow: 0.35, exactHigh: 0.88 },
    ...{ meanAbsoluteError: 0.4, blocked: 2, blockedLeftOut: 2, medianExactShare: 0.2 },
  },
};
const textOf = (change: (copy: Record<string, unknown>) => void): string => {
  const copy = structuredClone(model) as unknown as Record<string, unknown>;
  change(copy);
  return JSON.stringify(copy);
};

it('reads what was written', () => {
  expect(parseCounterModel(JSON.stringify(model))).toEqual(model);
});

it.each([
  ['a version of another format', (copy: Record<string, unknown>) => (copy['v'] = 2), /v: /],
  ['a name that is no folder', (copy: Record<string, unknown>) => (copy['name'] = '../eggs'), /name: must be/],
  ['a field that does not exist', (copy: Record<string, unknown>) => (copy['extra'] = 1), /extra/],
  ['weights of another length', (copy: Record<string, unknown>) => ((copy['finders'] as CounterModel['finders'])[0]!.score.weights.pop()), /finders\.0\.score\.weights: has 7 numbers, not 8/], // prettier-ignore
  ['a spread of zero', (copy: Record<string, unknown>) => ((copy['finders'] as CounterModel['finders'])[0]!.score.spread[3] = 0), /finders\.0\.score\.spread\.3/], // prettier-ignore
  ['a free view of two lengths', (copy: Record<string, unknown>) => ((copy['free'] as CounterModel['free']).colour!.detail.pop()), /free\.colour\.detail/], // prettier-ignore
])('refuses %s and names the field', (_, change, message) => {
  const text = textOf(change);
  expect(() => parseCounterModel(text)).toThrow(expect.objectContaining({ code: 'MODEL_REFUSED' }) as Error);
  expect(() => parseCounterModel(text)).toThrow(message);
});

it('refuses what is no JSON, and what is too large to be a counter', () => {
  expect(() => parseCounterModel('{')).toThrow(/counter\.json/);
  expect(() => parseCounterModel(' '.repeat(4_000_001))).toThrow(/larger than/);
});
