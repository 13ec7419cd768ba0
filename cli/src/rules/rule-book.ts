import { readFile } from 'node:fs/promises';
import {
  isRulePack,
  namesOf,
  openRuleBook,
  readRules,
  removeRule,
  rulePackFile,
  rulePacks,
  rulesInForce,
  type RuleBook,
  type WrittenRule,
} from '@fieldlapse/analytics';
import { FieldlapseError } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { openRecords } from '@fieldlapse/store';
import { parse, stringify } from 'yaml';
import { lockWhenFree, openDataFolder } from '../data-folder.ts';
import { readConfig } from '../server-config.ts';

interface OfServer {
  readonly data: string;
}

/** `fieldlapse rules list`. Exit code 1 where an imported rule cannot be used. */
export function listRules({ data }: OfServer): Promise<number> {
  return withBook(data, async (book, config) => {
    const { rules, faults } = await rulesInForce(config.alerts.packs, await book.list(), config.sites);
    for (const { rule, origin, revision } of rules.toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : 1))) {
      const { vi, en } = rule.texts;
      process.stdout.write(
        `${[rule.id, origin, revision, rule.kind, rule.severity, `${vi.title} · ${en.title}`].join('\t')}\n`,
      );
    }
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    return faults.length > 0 ? 1 : 0;
  });
}

/** `fieldlapse rules import FILE`: the rules that are right. Exit code 1 where one is wrong. */
export async function importRules(path: string, { data }: OfServer): Promise<number> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new FieldlapseError('BAD_ARGUMENT', `${path}: ${cause.message}`, { cause });
  });
  return withBook(data, async (book, config) => {
    const { rules, faults } = readRules(text, path, namesOf(config.sites));
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    const right = new Set(rules.map(({ id }) => id));
    const written = (parse(text) as { rules: WrittenRule[] }).rules.filter(({ id }) => right.has(id));
    await book.put(written, Date.now());
    process.stdout.write(`${written.length} quy tắc đã nhập · rules imported\n`);
    return faults.length > 0 ? 1 : 0;
  });
}

/** `fieldlapse rules export`: imported rules as they were written, or a pack. */
export async function exportRules(
  pack: string | undefined,
  { data, out }: OfServer & { out?: string },
): Promise<number> {
  const text = pack === undefined ? await importedText(data) : await packText(pack);
  if (out === undefined) process.stdout.write(text);
  else await writeFileDurably(out, text);
  return 0;
}

async function packText(pack: string): Promise<string> {
  if (isRulePack(pack)) return readFile(rulePackFile(pack), 'utf8');
  throw new FieldlapseError('BAD_ARGUMENT', `there is no pack "${pack}"; there are ${rulePacks.join(', ')}`);
}

function importedText(data: string): Promise<string> {
  return withBook(data, async (book) => stringify({ v: 1, rules: await book.list() }));
}

/** `fieldlapse rules remove ID`. Throws `RULE_MISSING`. */
export function removeImported(id: string, { data }: OfServer): Promise<number> {
  return withBook(data, async (book) => {
    await removeRule(book, id);
    return 0;
  });
}

/** The server may be running: the book is held only for the moment in which it is read or changed. */
async function withBook<T>(
  data: string,
  use: (book: RuleBook, config: ReturnType<typeof readConfig>) => Promise<T>,
): Promise<T> {
  const folder = openDataFolder(data);
  const config = readConfig(folder);
  const unlock = await lockWhenFree(folder, 'rules');
  try {
    const records = await openRecords(folder.root);
    try {
      const book = await openRuleBook(records);
      return await use(book, config).finally(book.close);
    } finally {
      await records.close();
    }
  } finally {
    unlock();
  }
}
