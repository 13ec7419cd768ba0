import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isRulePack, rulePacks } from '@fieldlapse/analytics';
import { FieldlapseError } from '@fieldlapse/contracts';
import type { RulesOrder, RulesTested } from '@fieldlapse/dashboards-server';
import type { DataFolder } from '../data-folder.ts';

const main = join(import.meta.dirname, '../main.ts');
const longestMs = 60_000;
const memoryMb = 1024;

/**
 * Runs `fieldlapse rules test` on the stored history, so that the page says what the command says. It is a process of its own: it keeps a core
 * busy for seconds, in which the server goes on, and it is killed after a minute or where `signal` aborts. Throws `BAD_RULES_TEST`.
 */
export async function tryRules(folder: DataFolder, order: RulesOrder, signal: AbortSignal): Promise<RulesTested> {
  const unknown = order.packs.find((pack) => !isRulePack(pack));
  if (unknown !== undefined) {
    throw new FieldlapseError('BAD_RULES_TEST', `no pack "${unknown}"; there are ${rulePacks.join(', ')}`);
  }
  const work = await mkdtemp(join(tmpdir(), 'fieldlapse-rules-'));
  try {
    if (order.rules !== undefined) await writeFile(join(work, 'rules.yaml'), order.rules, { mode: 0o600 });
    return await run(argumentsOf(folder, order), work, signal);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function argumentsOf({ root }: DataFolder, { site, rules, packs, from, to }: RulesOrder): string[] {
  const days = [...(from === undefined ? [] : ['--from', from]), ...(to === undefined ? [] : ['--to', to])];
  const names = [...(rules === undefined ? [] : ['rules.yaml']), ...packs];
  return ['rules', 'test', ...names, '--data', root, '--site', site, '--json', ...days];
}

async function run(args: readonly string[], cwd: string, signal: AbortSignal): Promise<RulesTested> {
  const timeout = AbortSignal.timeout(longestMs);
  const child = spawn(process.execPath, [`--max-old-space-size=${memoryMb}`, main, ...args], {
    ...{ cwd, signal: AbortSignal.any([signal, timeout]), killSignal: 'SIGKILL' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // What ended it is told by its output, or by the signals.
  child.once('error', () => {});
  const [printed, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (timeout.aborted) throw new FieldlapseError('BAD_RULES_TEST', `it took more than ${longestMs / 1000} s`);
  if (printed.startsWith('{') && printed.endsWith('}\n')) return JSON.parse(printed) as RulesTested;
  const refused = /^(BAD_ARGUMENT|CONFIG_INVALID|BAD_TABLE): (.*)/m.exec(complaints);
  throw new FieldlapseError('BAD_RULES_TEST', refused?.[2] ?? 'it ended without a result; the days may be too many');
}
