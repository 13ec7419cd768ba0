import { errorTable, timeZoneOf } from '@fieldlapse/contracts';
import { readFacts, type RowFault } from '../../lots/import/read-facts.ts';
import type { VerbName } from '../../lots/fields.ts';
import { withLots } from '../../lots/open-lots.ts';
import { siteOf } from '../../lots/site.ts';
import type { DateOrder } from '../../table/table-days.ts';
import { readTable } from '../../table/table-rows.ts';

export interface LotImportArguments {
  readonly data: string;
  readonly site?: string;
  readonly lot?: string;
  readonly what?: VerbName;
  readonly dates?: DateOrder;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `fieldlapse lot import`: everything or nothing. Exit code 2 where a row is refused; then nothing was written. */
export async function lotImportCommand(file: string, args: LotImportArguments): Promise<number> {
  return withLots(args.data, async (lots, config) => {
    const site = siteOf(config, args.site);
    const table = await readTable(file);
    const timeZone = timeZoneOf(config.sites, site);
    const { facts, faults, unread } = readFacts(table, { ...args, site, timeZone });
    // With rows that cannot even be read, the others are only tried: all faults are told at once.
    const dryRun = args.dryRun === true || faults.length > 0;
    const outcomes = await lots.recordAll(
      facts.map(({ added }) => added),
      { dryRun },
    );
    const refused = outcomes.flatMap((one, at): RowFault[] =>
      one.outcome === 'refused' ? [{ line: facts[at]!.line, code: one.error.code, message: one.error.message }] : [],
    );
    const all = [...faults, ...refused].sort((a, b) => a.line - b.line);
    const count = (outcome: string) => outcomes.filter((one) => one.outcome === outcome).length;
    const written = !dryRun && all.length === 0;
    const report = { written, rows: table.body.length, recorded: count('recorded'), known: count('duplicate'), faults: all, unread }; // prettier-ignore
    process.stdout.write(args.json ? `${JSON.stringify(report)}\n` : describe(file, report));
    if (!args.json && all.length > 0) process.stderr.write(`LOT_IMPORT: ${errorTable.LOT_IMPORT.remedy}\n`);
    return all.length > 0 ? 2 : 0;
  });
}

interface Report {
  readonly written: boolean;
  readonly rows: number;
  readonly recorded: number;
  readonly known: number;
  readonly faults: readonly RowFault[];
  readonly unread: readonly string[];
}

const mostShown = 200;

function describe(file: string, { written, rows, recorded, known, faults, unread }: Report): string {
  const shown = faults.slice(0, mostShown).map(({ line, column, code, message }) => {
    const place = column === undefined ? `${file}:${line}` : `${file}:${line}, column "${column}"`;
    return `${place}: ${code}: ${message}`;
  });
  const verb = written ? 'recorded' : faults.length > 0 ? 'would have been recorded' : 'would be recorded';
  return `${[
    ...shown,
    ...(faults.length > mostShown ? [`… and ${faults.length - mostShown} more`] : []),
    ...unread.map((head) => `column "${head}" is not read`),
    `${rows} rows: ${recorded} ${verb}, ${known} known already, ${faults.length} faults${written ? '' : '; nothing was written'}`,
  ].join('\n')}\n`;
}
