/** What a condition says at a moment: it holds (1), it does not (0), or its inputs are not known (−1). */
export type Truth = 1 | 0 | -1;

/** The state of an instance: every condition keeps its numbers in slots of its own, so that a copy is one slice. */
export type Slots = Float64Array;

/** A condition that was made ready to be asked. */
export interface Node {
  /** Asked in order of time; may write to its own slots. */
  evaluate(t: number, slots: Slots): Truth;
  /** The next moment after `t` at which the answer may change without a point, or Infinity. */
  nextEdge(t: number, slots: Slots): number;
}

/** Hands out slots while conditions are compiled. */
export interface SlotPlan {
  take(initial: number): number;
  /** A state in which nothing has been seen. */
  fresh(): Slots;
}

export function slotPlan(): SlotPlan {
  const initial: number[] = [];
  return {
    take: (value) => initial.push(value) - 1,
    fresh: () => Float64Array.from(initial),
  };
}

const noEdge = (): number => Infinity;

/** A condition whose answer changes at points only. */
export function atPoints(evaluate: Node['evaluate']): Node {
  return { evaluate, nextEdge: noEdge };
}

/** All of them: false where one is false, whatever the others are. Every one is asked each time, for the sake of its memory. */
export function allOf(nodes: readonly Node[]): Node {
  return {
    evaluate(t, slots) {
      let truth: Truth = 1;
      for (const node of nodes) {
        const own = node.evaluate(t, slots);
        if (own === 0) truth = 0;
        else if (own === -1 && truth === 1) truth = -1;
      }
      return truth;
    },
    nextEdge: earliest(nodes),
  };
}

export function anyOf(nodes: readonly Node[]): Node {
  return notOf(allOf(nodes.map(notOf)));
}

export function notOf(node: Node): Node {
  return {
    evaluate(t, slots) {
      const truth = node.evaluate(t, slots);
      return truth === -1 ? -1 : truth === 1 ? 0 : 1;
    },
    nextEdge: node.nextEdge,
  };
}

function earliest(nodes: readonly Node[]): Node['nextEdge'] {
  return (t, slots) => {
    let edge = Infinity;
    for (const node of nodes) edge = Math.min(edge, node.nextEdge(t, slots));
    return edge;
  };
}
