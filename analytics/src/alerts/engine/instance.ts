import type { Edge, Machine } from './machine.ts';
import type { SeriesBuffer } from './series-buffer.ts';
import type { SlotPlan, Slots } from './truth.ts';

/** The history of one rule on one target: a pure function of the points in its series and of how far time has come. */
export interface Instance {
  /**
   * Brings the history up to `until` (observed time), after points were put into its series; `changedFrom` is the time of the earliest of
   * them. Points after `until` wait. Time never goes back: an earlier `until` than before changes nothing by itself.
   */
  advance(changedFrom: number, until: number): void;
  /** The changes after {@link base}, in order of time. */
  readonly edges: readonly Edge[];
  /** What it looks at. */
  readonly series: readonly SeriesBuffer[];
  /** The state from which it can work its history out again. A point at or before that time needs an instance with an earlier base. */
  readonly base: StateAt;
  /** Moves the base as far as a point before `t` allows, dropping the changes up to it. */
  forget(t: number): void;
}

/** What a history has come to after everything at or before `t`. */
export interface StateAt {
  readonly t: number;
  readonly slots: Slots;
}

interface Snapshot extends StateAt {
  readonly edges: number;
}

// A late point costs half as many steps as this, on average, beyond those after it; a snapshot costs a copy of some numbers.
const stepsPerSnapshot = 32;

/** A history from its beginning, or from a state that it had come to before. */
export function openInstance(
  machine: Machine,
  series: readonly SeriesBuffer[],
  plan: SlotPlan,
  from: StateAt = { t: -Infinity, slots: plan.fresh() },
): Instance {
  let slots = from.slots.slice();
  let at = from.t;
  const edges: Edge[] = [];
  const snapshots: Snapshot[] = [{ ...from, edges: 0 }];
  let steps = 0;

  const evaluate = (t: number): void => {
    const edge = machine.evaluate(t, slots);
    if (edge) edges.push(edge);
    at = t;
  };
  /** What happens by itself before `t`, or at it where nothing else does. */
  const pass = (t: number, inclusive: boolean): void => {
    for (;;) {
      const due = machine.nextDue(at, slots);
      if (due > t || (due === t && !inclusive)) return;
      evaluate(Math.max(due, at));
    }
  };
  const rewind = (t: number): void => {
    while (snapshots.length > 1 && snapshots.at(-1)!.t >= t) snapshots.pop();
    const { t: from, slots: kept, edges: count } = snapshots.at(-1)!;
    at = from;
    slots = kept.slice();
    edges.length = count;
    steps = 0;
  };
  const step = (t: number): void => {
    pass(t, false);
    evaluate(t);
    steps += 1;
    if (steps % stepsPerSnapshot === 0) snapshots.push({ t, slots: slots.slice(), edges: edges.length });
  };

  return {
    edges,
    series,
    get base() {
      return snapshots[0]!;
    },
    advance(changedFrom, until) {
      if (changedFrom <= at) rewind(changedFrom);
      for (let t = nextTime(series, at); t <= until; t = nextTime(series, t)) step(t);
      if (at > -Infinity) pass(until, true);
    },
    forget(t) {
      const kept = snapshots.findLastIndex((snapshot) => snapshot.t < t);
      if (kept <= 0) return;
      const { edges: before } = snapshots[kept]!;
      const moved = snapshots.slice(kept).map((snapshot) => ({ ...snapshot, edges: snapshot.edges - before }));
      snapshots.splice(0, snapshots.length, ...moved);
      edges.splice(0, before);
    },
  };
}

/** The earliest time of a point after `t`, or Infinity. */
function nextTime(series: readonly SeriesBuffer[], t: number): number {
  let next = Infinity;
  for (let place = 0; place < series.length; place += 1) {
    const buffer = series[place]!;
    const index = buffer.indexAt(t) + 1;
    if (index < buffer.length) next = Math.min(next, buffer.timeAt(index));
  }
  return next;
}
