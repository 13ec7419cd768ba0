import type { FrameRow } from '@fieldlapse/store';
import { describe, expect, it } from 'vitest';
import { planDay, type DayFacts } from '../../src/retention/plan-day.ts';

const frame = (f: string, observedAt: number, fields: Partial<FrameRow> = {}) =>
  ({ f, observedAt, alert: null, quality: null, timeQuality: 'measured', ...fields }) as FrameRow;
const frames = [
  frame('a', 0),
  frame('b', 1, { originalDeletedAt: 5 }),
  frame('c', 2),
  frame('d', 3, { alert: 'tamper' }),
  frame('e', 4, { timeQuality: 'uncertain' }),
  frame('f', 5),
  frame('g', 6),
  frame('h', 7),
  frame('i', 8),
];
const facts: DayFacts = {
  frames,
  shown: new Set(['a', 'b', 'c', 'd', 'e', 'g', 'h', 'i']),
  needed: new Set(['c']),
  cited: new Set(['a']),
};

describe('planDay', () => {
  it('gives up what nothing holds, and says of the rest why it stays', () => {
    const { retire, stay } = planDay(facts, 1);
    expect(retire.map(({ f }) => f)).toEqual(['g', 'h', 'i']);
    expect(stay.map(({ frame: { f }, reason }) => `${f} ${reason}`)).toEqual([
      ...['a cited', 'c film', 'd alert', 'e uncertain-time', 'f not-in-film'],
    ]);
  });

  it('keeps every picture of a day whose film is not in step', () => {
    const { retire, stay } = planDay({ ...facts, shown: undefined }, 1);
    expect(retire).toEqual([]);
    expect(stay.map(({ reason }) => reason)).toEqual(Array.from({ length: 8 }, () => 'film-not-current'));
  });

  it('keeps the best ones', () => {
    expect(
      planDay(facts, 3)
        .stay.filter(({ reason }) => reason === 'best-of-day')
        .map(({ frame: { f } }) => f),
    ).toEqual(['h']);
    expect(planDay(facts, 9).retire).toEqual([]);
  });
});
