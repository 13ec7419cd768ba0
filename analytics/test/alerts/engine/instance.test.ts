import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputOf } from '../../../src/alerts/engine/inputs.ts';
import { openInstance, type Instance } from '../../../src/alerts/engine/instance.ts';
import { levelNode } from '../../../src/alerts/engine/level.ts';
import { machineOf, type MachineRule } from '../../../src/alerts/engine/machine.ts';
import { absentNode, stuckNode } from '../../../src/alerts/engine/sensor-faults.ts';
import { openSeriesBuffer, type SeriesBuffer } from '../../../src/alerts/engine/series-buffer.ts';
import { anyOf, slotPlan, type Node, type SlotPlan } from '../../../src/alerts/engine/truth.ts';

const minute = 60_000;
const staleMs = 180 * minute;

interface Farm {
  readonly buffer: SeriesBuffer;
  readonly instance: Instance;
}

function farm(
  when: (buffer: SeriesBuffer, plan: SlotPlan) => Node,
  rule: Partial<Omit<MachineRule, 'when' | 'steps'>> & {
    steps?: (buffer: SeriesBuffer, plan: SlotPlan) => MachineRule['steps'];
  } = {},
): Farm {
  const buffer = openSeriesBuffer();
  const plan = slotPlan();
  const { steps, ...rest } = rule;
  const machine = machineOf(
    {
      ...{ severity: 'warning', dwellMs: 0, clearDwellMs: 0, ...rest },
      when: when(buffer, plan),
      steps: steps?.(buffer, plan) ?? [],
      valueAt: (t) => inputOf([buffer], staleMs).valueAt(t),
    },
    plan,
  );
  return { buffer, instance: openInstance(machine, [buffer], plan) };
}

const above = (raise: number, clear: number) => (buffer: SeriesBuffer, plan: SlotPlan) =>
  levelNode(inputOf([buffer], staleMs), { side: 'above', raise, clear }, plan);

function put(
  { buffer, instance }: Farm,
  points: readonly (readonly [min: number, value: number])[],
  untilMin?: number,
) {
  let first = Infinity;
  for (const [min, value] of points) {
    buffer.insert(min * minute, value, 0);
    first = Math.min(first, min * minute);
  }
  instance.advance(first, untilMin === undefined ? buffer.timeAt(buffer.length - 1) : untilMin * minute);
}
const told = ({ instance }: Farm) => instance.edges.map(({ kind, severity, at }) => [kind, severity, at / minute]);

describe('a level', () => {
  it('is raised at one level and cleared at another, and stays as it is in between', () => {
    const here = farm(above(35, 33));
    put(here, [
      [0, 30],
      [10, 35],
      [20, 34],
      [30, 36],
      [40, 33.5],
      [50, 33],
      [60, 34.9],
    ]);
    expect(told(here)).toEqual([
      ['raised', 'warning', 10],
      ['cleared', 'warning', 50],
    ]);
  });

  it('has to hold: it is raised when it has held for the dwell, though no point comes at that moment', () => {
    const here = farm(above(35, 33), { dwellMs: 30 * minute });
    put(here, [
      [0, 36],
      [20, 36],
      [50, 36],
    ]);
    expect(told(here)).toEqual([['raised', 'warning', 30]]);
  });

  it('is not raised where it was interrupted, also by a fault of the sensor', () => {
    const here = farm(above(35, 33), { dwellMs: 30 * minute });
    put(
      here,
      [
        [0, 36],
        [20, 30],
        [25, 36],
        [40, NaN],
        [45, 36],
        [60, 36],
      ],
      60,
    );
    expect(told(here)).toEqual([]);
  });

  it('0 °C and values below it are values', () => {
    const here = farm((buffer, plan) =>
      levelNode(inputOf([buffer], staleMs), { side: 'below', raise: 0, clear: 1 }, plan),
    );
    put(here, [
      [0, 5],
      [10, 0],
      [20, -3],
      [30, 2],
    ]);
    expect(told(here)).toEqual([
      ['raised', 'warning', 10],
      ['cleared', 'warning', 30],
    ]);
  });

  it('a silent sensor neither raises nor clears: what was raised stays', () => {
    const here = farm(above(35, 33), { clearDwellMs: 10 * minute });
    put(
      here,
      [
        [0, 36],
        [5, 30],
      ],
      600,
    );
    expect(told(here)).toEqual([
      ['raised', 'warning', 0],
      ['cleared', 'warning', 15],
    ]);
    const silent = farm(above(35, 33), { dwellMs: 200 * minute });
    put(silent, [[0, 36]], 600);
    expect(told(silent)).toEqual([]);
  });

  it('steps up and down in severity while it is raised', () => {
    const here = farm(above(35, 33), {
      steps: (buffer, plan) => [{ severity: 'urgent', when: above(40, 38)(buffer, plan), dwellMs: 0 }],
    });
    put(here, [
      [0, 36],
      [10, 41],
      [20, 39],
      [30, 37],
      [40, 30],
      [50, 42],
    ]);
    expect(told(here)).toEqual([
      ['raised', 'warning', 0],
      ['severity', 'urgent', 10],
      ['severity', 'warning', 30],
      ['cleared', 'warning', 40],
      ['raised', 'urgent', 50],
    ]);
  });
});

it('silence is told when it has lasted, and ends with the next point', () => {
  const here = farm((buffer) => absentNode(inputOf([buffer], staleMs), 60 * minute));
  put(
    here,
    [
      [0, 1],
      [30, 1],
    ],
    200,
  );
  expect(told(here)).toEqual([['raised', 'warning', 90]]);
  put(here, [[210, 1]]);
  expect(told(here)).toEqual([
    ['raised', 'warning', 90],
    ['cleared', 'warning', 210],
  ]);
});

it('a sensor that gives the same value for hours is stuck; one that moves within its band too, one that leaves it is not', () => {
  const here = farm((buffer, plan) => stuckNode(inputOf([buffer], staleMs), 60 * minute, 0.1, plan));
  put(here, [
    [0, 5],
    [30, 5.05],
    [60, 5],
    [90, 6],
    [140, 6],
  ]);
  expect(told(here)).toEqual([
    ['raised', 'warning', 60],
    ['cleared', 'warning', 90],
  ]);
});

describe('history is a function of the points, whatever the order and age of arrival', () => {
  const value = fc.oneof(fc.integer({ min: 28, max: 44 }), fc.constant(NaN));
  const points = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 2000 }), value), {
    selector: ([min]) => min,
    maxLength: 120,
  });
  const rule = fc.record({ dwell: fc.integer({ min: 0, max: 60 }), clearDwell: fc.integer({ min: 0, max: 60 }) });
  const build = ({ dwell, clearDwell }: { dwell: number; clearDwell: number }): Farm =>
    farm(
      (buffer, plan) => {
        const input = inputOf([buffer], 100 * minute);
        return anyOf([
          above(35, 33)(buffer, plan),
          stuckNode(input, 90 * minute, 0, plan),
          absentNode(input, 240 * minute),
        ]);
      },
      {
        dwellMs: dwell * minute,
        clearDwellMs: clearDwell * minute,
        steps: (buffer, plan) => [{ severity: 'urgent', when: above(40, 38)(buffer, plan), dwellMs: 15 * minute }],
      },
    );

  it('in any order and any batches it is the history of the ordered points', () => {
    fc.assert(
      fc.property(points, rule, fc.infiniteStream(fc.nat()), (all, options, random) => {
        const ordered = build(options);
        put(
          ordered,
          all.toSorted((a, b) => a[0] - b[0]),
          2400,
        );
        const shuffled = build(options);
        const rest = [...all];
        while (rest.length > 0) {
          const batch = Array.from({ length: 1 + (random.next().value % 9) }, () => {
            return rest.splice(random.next().value % Math.max(1, rest.length), 1);
          }).flat();
          // Time goes on meanwhile, as far as the newest point.
          put(shuffled, batch);
        }
        shuffled.instance.advance(Infinity, 2400 * minute);
        expect(told(shuffled)).toEqual(told(ordered));
      }),
      { numRuns: 400 },
    );
  });

  it('hysteresis never flaps inside the band', () => {
    const inside = fc.array(fc.double({ min: 33.001, max: 34.999, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(inside, fc.boolean(), (values, raisedBefore) => {
        const here = farm(above(35, 33));
        put(here, [[0, raisedBefore ? 36 : 32], ...values.map((one, index) => [index + 1, one] as const)]);
        expect(here.instance.edges.length).toBe(raisedBefore ? 1 : 0);
      }),
    );
  });

  it('of two points of one time the later order wins, whichever comes first', () => {
    const histories = [false, true].map((swapped) => {
      const here = farm(above(35, 33));
      const two = [[40, 1] as const, [30, 2] as const];
      for (const [one, order] of swapped ? two.toReversed() : two) here.buffer.insert(minute, one, order);
      here.instance.advance(minute, 10 * minute);
      return told(here);
    });
    expect(histories).toEqual([[], []]);
  });
});
