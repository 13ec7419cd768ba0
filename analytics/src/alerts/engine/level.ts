import type { Input } from './inputs.ts';
import type { Node, SlotPlan } from './truth.ts';

/** Levels of a condition: true from `raise` on, false again from `clear` on, in the direction of `side`. */
export interface Levels {
  readonly side: 'above' | 'below';
  readonly raise: number;
  readonly clear: number;
}

/** A level with hysteresis: between the two levels the last answer stands, false at first. An unknown value changes nothing. */
export function levelNode(input: Input, { side, raise, clear }: Levels, plan: SlotPlan): Node {
  const latch = plan.take(0);
  const sign = side === 'above' ? 1 : -1;
  return {
    evaluate(t, slots) {
      const value = input.valueAt(t);
      if (Number.isNaN(value)) return -1;
      if (sign * (value - raise) >= 0) slots[latch] = 1;
      else if (raise === clear || sign * (value - clear) <= 0) slots[latch] = 0;
      return slots[latch] === 1 ? 1 : 0;
    },
    nextEdge: (t) => input.staleEdge(t),
  };
}
