import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addRange, lengthOf, missingOf, type Range } from '../../../src/intake/frames/ranges.ts';

it('keeps ranges sorted, disjoint and complementary to what is missing', () => {
  const range = fc.tuple(fc.nat(200), fc.nat(30)).map(([from, length]): Range => [from, from + length]);
  fc.assert(
    fc.property(fc.array(range, { maxLength: 40 }), range, (added, whole) => {
      const ranges = added.reduce<Range[]>((held, each) => addRange(held, each), []);
      const model = new Set(
        added.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index)),
      );
      expect(lengthOf(ranges)).toBe(model.size);
      for (const [index, [from]] of ranges.entries()) expect(from).toBeGreaterThan(ranges[index - 1]?.[1] ?? -1);
      const missing = missingOf(whole, ranges);
      const members = missing.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index));
      const expected = Array.from({ length: whole[1] - whole[0] }, (_, index) => whole[0] + index);
      expect(members).toEqual(expected.filter((each) => !model.has(each)));
    }),
    { numRuns: 500 },
  );
});
