import { backtest, type RuleOutcome } from '@fieldlapse/analytics';
import { FieldlapseError, type QuantityName } from '@fieldlapse/contracts';
import type { DateOrder } from '../table/table-days.ts';
import { findRules } from './find-rules.ts';
import { parseQuantity } from './columns.ts';
import { farmOfStore, farmOfTables, type Replayed, type ToldSite } from './replayed-farm.ts';
import { reportOf, type Language } from './report.ts';
import { faultLines } from './row-faults.ts';

export interface RulesTestArguments extends ToldSite {
  readonly csv: readonly string[];
  readonly data?: string;
  readonly quantity: readonly string[];
  readonly dates?: DateOrder;
  readonly lang: Language;
  readonly json?: boolean;
}

/**
 * `fieldlapse rules test`: what rules would have done with a history. Exit code 1 where a rule is wrong, 2 where rows of a table were
 * left out.
 */
export async function testRules(names: readonly string[], args: RulesTestArguments): Promise<number> {
  const quantities = args.quantity.map(parseQuantity);
  const { rules, faults } = await findRules(names);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  const replayed = await openHistory(args, quantities);
  const outcomes = backtest(rules, replayed.farm);
  for (const line of faultLines(replayed.faults)) process.stderr.write(`${line}\n`);
  process.stdout.write(args.json ? jsonOf(replayed, outcomes, faults) : reportOf(replayed, rules, outcomes, args.lang));
  if (faults.length > 0) return 1;
  return replayed.faults.some(({ code }) => code !== 'REPEATED_TIME') ? 2 : 0;
}

async function openHistory(
  { csv, data: folder, dates, ...told }: RulesTestArguments,
  quantities: readonly { column: string; quantity: QuantityName }[],
): Promise<Replayed> {
  if (csv.length > 0 && folder !== undefined) {
    throw new FieldlapseError('BAD_ARGUMENT', 'give either --csv FILE or --data DIR, not both');
  }
  if (csv.length > 0) return farmOfTables(csv, told, { dates, quantities });
  if (folder !== undefined) return farmOfStore(folder, told.site, told);
  throw new FieldlapseError('BAD_ARGUMENT', 'say what to replay: --csv FILE, or --data DIR with --site SITE');
}

function jsonOf(
  { farm, ...source }: Replayed,
  outcomes: readonly RuleOutcome[],
  ruleFaults: readonly string[],
): string {
  const { site, sensors, from, to, readings } = farm;
  const { columns, unread, outOfOrder, faults: rows } = source;
  const history = { site: site.id, timeZone: site.timeZone, sensors, from, to, readings };
  return `${JSON.stringify({ v: 1, history, columns, unread, outOfOrder, rows, ruleFaults, rules: outcomes })}\n`;
}
