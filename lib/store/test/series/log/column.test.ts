import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pointColumn, type Samples } from '../../../src/series/log/column.ts';

const time = fc.integer({ min: -20, max: 20 });
const span = fc.tuple(time, time).map(([from, to]) => ({ from, to }));
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ t: time, value: fc.integer() }) },
  { weight: 1, arbitrary: span },
  { weight: 1, arbitrary: fc.constant('read' as const) },
);

const pairs = ({ times, values }: Samples) => [...times].map((t, index) => [t, values[index]]);
const inside = (t: number, { from, to }: { from: number; to: number }) => t >= from && t < to;

it('a column holds what a map by time does, whatever comes, goes and is read in whatever order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), span, (steps, asked) => {
      const column = pointColumn();
      const map = new Map<number, number>();
      for (const one of steps) {
        if (one === 'read') column.all();
        else if ('t' in one) {
          column.add(one.t, one.value);
          map.set(one.t, one.value);
        } else {
          column.remove(one);
          for (const t of [...map.keys()]) if (inside(t, one)) map.delete(t);
        }
      }
      const expected = [...map].sort(([a], [b]) => a - b);
      expect(pairs(column.all())).toEqual(expected);
      expect(pairs(column.between(asked))).toEqual(expected.filter(([t]) => inside(t, asked)));
    }),
  );
});
