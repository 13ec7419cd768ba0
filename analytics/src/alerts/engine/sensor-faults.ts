import { medianOf, type Input } from './inputs.ts';
import { atPoints, type Node, type SlotPlan } from './truth.ts';

/** True while no point has come for so long; not known before the first. */
export function absentNode(input: Input, longerThanMs: number): Node {
  return {
    evaluate(t) {
      const last = input.lastTimeAt(t);
      if (last === -Infinity) return -1;
      return t - last >= longerThanMs ? 1 : 0;
    },
    nextEdge(t) {
      const edge = input.lastTimeAt(t) + longerThanMs;
      return edge > t ? edge : Infinity;
    },
  };
}

/**
 * True once all values since some point lie within a band for so long; a value outside begins a new band. A sensor that is silent
 * is not stuck: only a point can say so.
 */
export function stuckNode(input: Input, longerThanMs: number, within: number, plan: SlotPlan): Node {
  const [since, low, high, seen] = [plan.take(NaN), plan.take(NaN), plan.take(NaN), plan.take(-Infinity)];
  return atPoints((t, slots) => {
    const last = input.lastTimeAt(t);
    const value = input.valueAt(last === -Infinity ? t : last);
    if (Number.isNaN(value)) {
      slots[since] = NaN;
      return -1;
    }
    if (last > slots[seen]!) {
      slots[seen] = last;
      const [newLow, newHigh] = [Math.min(slots[low]!, value), Math.max(slots[high]!, value)];
      // NaN at first, and after a fault: the comparison is false.
      if (!Number.isNaN(slots[since]!) && newHigh - newLow <= within) [slots[low], slots[high]] = [newLow, newHigh];
      else [slots[since], slots[low], slots[high]] = [last, value, value];
    }
    return last - slots[since]! >= longerThanMs ? 1 : 0;
  });
}

/** True while the newest reading has no value, or one that its quantity cannot have. */
export function implausibleNode(input: Input, { min, max }: { readonly min: number; readonly max: number }): Node {
  const [buffer] = input.series;
  return atPoints((t) => {
    const index = buffer?.indexAt(t) ?? -1;
    if (!buffer || index < 0) return -1;
    const value = buffer.valueAt(index);
    return Number.isNaN(value) || value < min || value > max ? 1 : 0;
  });
}

/** True while a sensor is further than `by` off the median of its neighbours; not known with fewer than `least` of them. */
export function disagreesNode(input: Input, neighbours: readonly Input[], by: number, least: number): Node {
  return {
    evaluate(t) {
      const own = input.valueAt(t);
      const others = neighbours.map((neighbour) => neighbour.valueAt(t)).filter((value) => !Number.isNaN(value));
      if (Number.isNaN(own) || others.length < least) return -1;
      return Math.abs(own - medianOf(others)) > by ? 1 : 0;
    },
    nextEdge: (t) => Math.min(input.staleEdge(t), ...neighbours.map((neighbour) => neighbour.staleEdge(t))),
  };
}
