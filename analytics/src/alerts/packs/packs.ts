import { join } from 'node:path';

/** Rules to begin with; each is a file that people may copy and change. */
export const rulePacks = [
  ...(['rice', 'durian', 'citrus', 'greenhouse', 'cattle', 'pigs', 'poultry', 'equipment', 'nodes'] as const),
] as const;
export type RulePack = (typeof rulePacks)[number];

export function isRulePack(name: string): name is RulePack {
  return rulePacks.some((pack) => pack === name);
}

/** Path of a pack's YAML file. */
export function rulePackFile(pack: RulePack): string {
  return join(import.meta.dirname, `${pack}.yaml`);
}
