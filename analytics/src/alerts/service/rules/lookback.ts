import { conditionsIn } from '../../rules/check-condition.ts';
import type { AlertRule } from '../../rules/rule.ts';

const dayMs = 86_400_000;

/** How far before a moment a rule looks at points to tell what holds there, ms. */
export function lookbackMs(rule: AlertRule, find: (id: string) => AlertRule): number {
  const needs = conditionsIn(rule).map((condition) => {
    if ('rate' in condition) return condition.rate.within;
    if ('absent' in condition) return condition.absent.longerThan;
    if ('unusual' in condition) return (condition.unusual.days + 1) * dayMs;
    if ('rule' in condition) return lookbackMs(find(condition.rule), find);
    return 0;
  });
  return Math.max(0, ...needs) + rule.staleAfter;
}

/** True where silence is what it tells of. */
export function tellsOfSilence(rule: AlertRule): boolean {
  return conditionsIn(rule).some((condition) => 'absent' in condition);
}
