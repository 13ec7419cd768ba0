import { closest, parseConfigList, type ListedConfig } from '@fieldlapse/runtime';
import { checkCondition, conditionsIn } from './check-condition.ts';
import { alertRule, type AlertRule } from './rule.ts';

/** The farm as far as rules name parts of it. */
export interface KnownNames {
  readonly sites: readonly string[];
  readonly plots: readonly string[];
  readonly sensors: readonly string[];
  readonly cameras: readonly string[];
}

/** Rules of a file that can be used, and what is wrong with the rest: a line for each fault, with file:line:column and what to write instead. */
export interface CheckedRules {
  readonly rules: readonly AlertRule[];
  readonly faults: readonly string[];
}

/**
 * Reads a file of rules. One bad rule never stops the others, unless they refer to it. `names`, where given, are what `only` may name.
 * Throws `CONFIG_INVALID` where the text is no YAML or has no list `rules`.
 */
export function readRules(text: string, path: string, names?: KnownNames): CheckedRules {
  const { good, faults } = parseConfigList(alertRule, text, path, 'rules');
  const found = [...faults];
  const say = ({ place, value }: ListedConfig<AlertRule>, fault: string) =>
    found.push(`${place}: ${value.id}: ${fault}`);
  const seen = new Map<string, string>();
  let kept = good.filter((rule) => {
    const wrong = [...checkCondition(rule.value), ...(names ? unknownNames(rule.value, names) : [])];
    const before = seen.get(rule.value.id);
    if (before !== undefined) wrong.push(`another rule of this id stands at ${before}; give one of them another`);
    seen.set(rule.value.id, before ?? rule.place);
    for (const fault of wrong) say(rule, fault);
    return wrong.length === 0;
  });
  for (;;) {
    const byId = new Map(kept.map(({ value }) => [value.id, value]));
    const wrong = kept.flatMap((rule) => {
      const fault = wrongReference(rule.value, byId);
      return fault === undefined ? [] : [{ rule, fault }];
    });
    if (wrong.length === 0) return { rules: kept.map(({ value }) => value), faults: found };
    for (const { rule, fault } of wrong) say(rule, fault);
    kept = kept.filter((rule) => !wrong.some((one) => one.rule === rule));
  }
}

/** What is wrong with the other rules that a rule refers to. */
function wrongReference(rule: AlertRule, byId: ReadonlyMap<string, AlertRule>): string | undefined {
  for (const id of referencesOf(rule)) {
    const other = byId.get(id);
    if (!other) {
      const hint = closest(id, [...byId.keys()]);
      return `there is no usable rule "${id}" in this file${hint ? `; did you mean "${hint}"?` : ''}`;
    }
    if (other.scope !== rule.scope) {
      return `"${id}" watches each ${other.scope}, this one each ${rule.scope}; give both the same scope`;
    }
  }
  const path = cycleFrom(rule, byId);
  return path && `it refers to itself: ${path.join(' → ')}; take one "rule:" out`;
}

function cycleFrom(rule: AlertRule, byId: ReadonlyMap<string, AlertRule>): string[] | undefined {
  const visit = (current: AlertRule, path: string[]): string[] | undefined => {
    for (const id of referencesOf(current)) {
      if (id === rule.id) return [...path, id];
      const next = byId.get(id);
      const found = next && !path.includes(id) ? visit(next, [...path, id]) : undefined;
      if (found) return found;
    }
    return undefined;
  };
  return visit(rule, [rule.id]);
}

function referencesOf(rule: AlertRule): string[] {
  return conditionsIn(rule).flatMap((condition) => ('rule' in condition ? [condition.rule] : []));
}

function unknownNames({ only }: AlertRule, names: KnownNames): string[] {
  return (['sites', 'plots', 'sensors', 'cameras'] as const).flatMap((kind) =>
    (only[kind] ?? []).flatMap((name) => {
      if (names[kind].includes(name)) return [];
      const hint = closest(name, names[kind]);
      const known = hint ? `did you mean "${hint}"?` : `there are ${names[kind].join(', ') || 'none'}`;
      return [`only.${kind}: there is no ${kind.slice(0, -1)} "${name}"; ${known}`];
    }),
  );
}
