import { severities, type Severity } from '@fieldlapse/contracts';
import type { Node, SlotPlan, Slots, Truth } from './truth.ts';

/** A condition that has to hold for a while before it counts, and to fail for a while before it does not any more. */
interface Hold {
  /** Asks and remembers; true while it counts. */
  update(t: number, slots: Slots): boolean;
  holds(slots: Slots): boolean;
  /** When it would begin or end to count by itself, or Infinity. */
  dueAt(slots: Slots): number;
  readonly node: Node;
}

/** Unknown inputs neither begin nor end anything: what was waiting to count begins to wait anew. */
function hold(node: Node, dwellMs: number, clearDwellMs: number, plan: SlotPlan): Hold {
  const [on, since] = [plan.take(0), plan.take(NaN)];
  const waitMs = (slots: Slots): number => (slots[on] === 1 ? clearDwellMs : dwellMs);
  return {
    node,
    holds: (slots) => slots[on] === 1,
    dueAt: (slots) => (Number.isNaN(slots[since]!) ? Infinity : slots[since]! + waitMs(slots)),
    update(t, slots) {
      const truth: Truth = node.evaluate(t, slots);
      if (truth === -1 || truth === slots[on]) slots[since] = NaN;
      else {
        if (Number.isNaN(slots[since]!)) slots[since] = t;
        if (t - slots[since]! >= waitMs(slots)) {
          slots[on] = slots[on] === 1 ? 0 : 1;
          slots[since] = NaN;
        }
      }
      return slots[on] === 1;
    },
  };
}

/** A change of an alert at a moment, without its names. */
export interface Edge {
  readonly kind: 'raised' | 'severity' | 'cleared';
  readonly severity: Severity;
  readonly at: number;
  readonly value: number | null;
}

/** A rule on a target, ready to be asked in order of time. */
export interface Machine {
  /** Asks all conditions at `t`; gives what changed, if anything. */
  evaluate(t: number, slots: Slots): Edge | undefined;
  /** The next moment after `t` at which something may change without a point, or Infinity. */
  nextDue(t: number, slots: Slots): number;
}

export interface MachineRule {
  readonly severity: Severity;
  readonly when: Node;
  readonly dwellMs: number;
  readonly clearDwellMs: number;
  readonly steps: readonly { readonly severity: Severity; readonly when: Node; readonly dwellMs: number }[];
  /** The value that people are told; null where there is none. */
  readonly valueAt: (t: number) => number | null;
}

export function machineOf(rule: MachineRule, plan: SlotPlan): Machine {
  const main = hold(rule.when, rule.dwellMs, rule.clearDwellMs, plan);
  const steps = rule.steps.map(({ severity, when, dwellMs }) => ({
    rank: severities.indexOf(severity),
    own: hold(when, dwellMs, rule.clearDwellMs, plan),
  }));
  // Of the alert that is raised: the place of its severity, −1 while there is none.
  const shown = plan.take(-1);
  const base = severities.indexOf(rule.severity);
  const all = [main, ...steps.map(({ own }) => own)];
  return {
    evaluate(t, slots) {
      const raised = main.update(t, slots);
      let rank = base;
      for (let index = 0; index < steps.length; index += 1) {
        const step = steps[index]!;
        if (step.own.update(t, slots) && step.rank > rank) rank = step.rank;
      }
      const before = slots[shown]!;
      const now = raised ? rank : -1;
      if (now === before) return undefined;
      slots[shown] = now;
      const severity = severities[now === -1 ? before : now]!;
      const kind = now === -1 ? 'cleared' : before === -1 ? 'raised' : 'severity';
      return { kind, severity, at: t, value: rule.valueAt(t) };
    },
    nextDue(t, slots) {
      let due = Infinity;
      for (let index = 0; index < all.length; index += 1) {
        const own = all[index]!;
        due = Math.min(due, own.dueAt(slots), own.node.nextEdge(t, slots));
      }
      return due;
    },
  };
}

/** The state of another rule on the same target as a condition: true while it is raised. */
export function ruleNode(rule: Pick<MachineRule, 'when' | 'dwellMs' | 'clearDwellMs'>, plan: SlotPlan): Node {
  const own = hold(rule.when, rule.dwellMs, rule.clearDwellMs, plan);
  return {
    evaluate: (t, slots) => (own.update(t, slots) ? 1 : 0),
    nextEdge: (t, slots) => Math.min(own.dueAt(slots), own.node.nextEdge(t, slots)),
  };
}
