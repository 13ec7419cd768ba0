import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isRulePack, readRules, rulePackFile, rulePacks, type AlertRule } from '@fieldlapse/analytics';
import { FieldlapseError } from '@fieldlapse/contracts';

/** Rules of some files that can be used, and a line for each fault of the others. */
export interface FoundRules {
  readonly rules: readonly AlertRule[];
  readonly faults: readonly string[];
}

/** Reads files of rules, or shipped packs by their names; a file of that name comes first. Throws `BAD_ARGUMENT` where there is neither. */
export async function findRules(names: readonly string[]): Promise<FoundRules> {
  const rules: AlertRule[] = [];
  const faults: string[] = [];
  for (const name of names) {
    const read = await rulesOf(name);
    faults.push(...read.faults);
    for (const rule of read.rules) {
      if (rules.some(({ id }) => id === rule.id))
        faults.push(`${name}: ${rule.id}: an earlier file has a rule of this id`);
      else rules.push(rule);
    }
  }
  return { rules, faults };
}

/** A file that is no list of rules is one fault: it does not stop the others. */
async function rulesOf(name: string): Promise<FoundRules> {
  const path = !existsSync(name) && isRulePack(name) ? rulePackFile(name) : name;
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    const packs = rulePacks.join(', ');
    throw new FieldlapseError('BAD_ARGUMENT', `no file "${name}" (${cause.message}), and no pack: there are ${packs}`, {
      cause,
    });
  });
  try {
    return readRules(text, name);
  } catch (error) {
    if (error instanceof FieldlapseError && error.code === 'CONFIG_INVALID')
      return { rules: [], faults: [error.message] };
    throw error;
  }
}
