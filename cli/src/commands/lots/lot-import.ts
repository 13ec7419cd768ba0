import { errorTable, timeZoneOf, type LotTableReport } from '@fieldlapse/contracts';
import { importTable } from '../../lots/import/import-table.ts';
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
    const table = await readTable(file);
    const timeZone = timeZoneOf(config.sites, siteOf(config, args.site));
    const report = await importTable(lots, table, { ...args, timeZone });
    process.stdout.write(args.json ? `${JSON.stringify(report)}\n` : describe(file, report));
    if (!args.json && report.faults.length > 0) process.stderr.write(`LOT_IMPORT: ${errorTable.LOT_IMPORT.remedy}\n`);
    return report.faults.length > 0 ? 2 : 0;
  });
}

const mostShown = 200;

function describe(file: string, { written, rows, recorded, known, faults, unread }: LotTableReport): string {
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
