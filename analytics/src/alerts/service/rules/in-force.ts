import { readFile } from 'node:fs/promises';
import { sha256Hex, type SiteConfig } from '@fieldlapse/contracts';
import { rulePackFile, type RulePack } from '../../packs/packs.ts';
import { readRules, type CheckedRules, type KnownNames } from '../../rules/check-rules.ts';
import { conditionsIn } from '../../rules/check-condition.ts';
import type { AlertRule } from '../../rules/rule.ts';
import type { WrittenRule } from './rule-book.ts';

/** A rule that is run. */
export interface RuleInForce {
  readonly rule: AlertRule;
  /** Hash of the rule and of those that it refers to. */
  readonly revision: string;
  /** `pack:rice`, or `import`. */
  readonly origin: string;
}

export interface RulesInForce {
  readonly rules: readonly RuleInForce[];
  /** A line for each rule that cannot be used. */
  readonly faults: readonly string[];
}

/** Rules of the packs and imported ones, which take the place of a pack's rule of the same id. One that is wrong stops no other. */
export async function rulesInForce(
  packs: readonly RulePack[],
  imported: readonly WrittenRule[],
  sites: readonly SiteConfig[],
): Promise<RulesInForce> {
  const files = await Promise.all(
    packs.map(async (pack) => ({ origin: `pack:${pack}`, ...readRules(await packText(pack), pack) })),
  );
  const own = { origin: 'import', ...checkWritten(imported, namesOf(sites)) };
  const byId = new Map<string, { rule: AlertRule; origin: string }>();
  for (const { origin, rules } of [...files, own]) for (const rule of rules) byId.set(rule.id, { rule, origin });
  const rules = [...byId.values()].filter(({ rule }) => rule.enabled);
  const find = (id: string) => byId.get(id)?.rule;
  return {
    rules: rules.map(({ rule, origin }) => ({ rule, origin, revision: revisionOf(rule, find) })),
    faults: own.faults,
  };
}

/** Checks rules as they were written, all of them together. */
function checkWritten(rules: readonly WrittenRule[], names: KnownNames): CheckedRules {
  return readRules(JSON.stringify({ v: 1, rules }), 'imported rules', names);
}

/** What rules may name. */
export function namesOf(sites: readonly SiteConfig[]): KnownNames {
  const names = <T>(of: (site: SiteConfig) => readonly T[], name: (one: T) => string) => [
    ...new Set(sites.flatMap((site) => of(site).map(name))),
  ];
  return {
    sites: sites.map(({ id }) => id),
    plots: names(
      ({ plots }) => plots,
      ({ id }) => id,
    ),
    sensors: names(
      ({ sensors }) => sensors,
      ({ name }) => name,
    ),
    cameras: names(
      ({ cameras }) => cameras,
      ({ name }) => name,
    ),
  };
}

const texts = new Map<RulePack, Promise<string>>();

/** Packs come with Fieldlapse: they are read once. */
function packText(pack: RulePack): Promise<string> {
  const text = texts.get(pack) ?? readFile(rulePackFile(pack), 'utf8');
  texts.set(pack, text);
  return text;
}

function revisionOf(rule: AlertRule, find: (id: string) => AlertRule | undefined): string {
  const others = conditionsIn(rule).flatMap((condition) => ('rule' in condition ? [find(condition.rule)] : []));
  const revisions = others.map((other) => other && revisionOf(other, find));
  return sha256Hex(JSON.stringify([rule, revisions])).slice(0, 16);
}
