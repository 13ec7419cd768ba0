import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seqGaps, type SeqSpan } from '@fieldlapse/store';

it('gaps are the numbers from 1 to the highest that no stored span holds', () => {
  const lengths = fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 6 })), { maxLength: 20 });
  fc.assert(
    fc.property(lengths, (pieces) => {
      const stored: SeqSpan[] = [];
      let next = 1;
      for (const [skipped, length] of pieces) {
        stored.push({ from: next + skipped, to: next + skipped + length - 1 });
        next += skipped + length;
      }
      const numbersOf = (spans: readonly SeqSpan[]) =>
        spans.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
      const all = [...numbersOf(stored), ...numbersOf(seqGaps(stored))].sort((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: next - 1 }, (_, at) => at + 1));
    }),
  );
});
