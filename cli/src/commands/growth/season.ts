import { readSeason, type DayValue, type SeasonReading } from '@fieldlapse/analytics';
import { FieldlapseError, type LocalDay } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { curveTable, reportOf } from '../../season/report.ts';
import { plotSeason } from '../../season/plot/plot-season.ts';
import type { Language } from '../../season/plot/words.ts';
import { measuredDays } from '../../season/measured-days.ts';
import { readSeasonTable, type RowFault } from '../../season/read-table.ts';
import type { DateOrder } from '../../table/table-days.ts';

export interface SeasonArguments {
  readonly data: string;
  readonly camera?: string;
  readonly site?: string;
  readonly metric: string;
  readonly area?: string;
  readonly method?: string;
  readonly csv?: string;
  readonly column?: string;
  readonly dates?: DateOrder;
  readonly sowing?: string;
  readonly bare?: number;
  readonly until?: string;
  readonly lang: Language;
  readonly json?: boolean;
  readonly outCsv?: string;
  readonly plot?: string;
}

/** The values that a season is read from. */
interface Source {
  readonly title: string;
  readonly days: readonly (DayValue & { readonly value: number })[];
  readonly sowing?: LocalDay | undefined;
  readonly bareValue?: number | undefined;
  readonly faults: readonly RowFault[];
}

/** `fieldlapse season`: exit code 2 where rows of the table were left out. */
export async function seasonCommand(args: SeasonArguments): Promise<number> {
  for (const day of [args.sowing, args.until]) checkDay(day);
  const source = await openSource(args);
  const days = source.days.filter(({ day }) => args.until === undefined || day <= args.until);
  const today = args.until ?? days.at(-1)?.day ?? '';
  const reading = readSeason({
    days,
    today,
    sowing: args.sowing ?? source.sowing,
    bareValue: args.bare ?? source.bareValue,
  });
  const written = { title: source.title, language: args.lang, days, reading };
  if (args.outCsv !== undefined) await writeFileDurably(args.outCsv, curveTable(days, reading));
  if (args.plot !== undefined) await writeFileDurably(args.plot, plotSeason(written));
  process.stdout.write(args.json ? jsonOf(reading, source.faults) : reportOf(written));
  for (const { line, code, text } of source.faults) {
    if (!args.json) process.stderr.write(`line ${line}: ${code} ${JSON.stringify(text)}\n`);
  }
  return source.faults.some(({ code }) => code !== 'REPEATED_DAY') ? 2 : 0;
}

function jsonOf(reading: SeasonReading, rows: readonly RowFault[]): string {
  return `${JSON.stringify({ v: 1, ...reading, rows })}\n`;
}

async function openSource(args: SeasonArguments): Promise<Source> {
  const { camera, csv, column, dates } = args;
  if ((camera === undefined) === (csv === undefined)) {
    throw new FieldlapseError('BAD_ARGUMENT', 'say what to read, one of --camera CAMERA and --csv FILE');
  }
  if (camera !== undefined) return { ...(await measuredDays({ ...args, camera })), faults: [] };
  const table = await readSeasonTable(csv ?? '', { column, dates });
  return { ...table, title: [csv?.split(/[\\/]/).at(-1), table.column].filter(Boolean).join(' · ') };
}

function checkDay(day: string | undefined): void {
  if (day === undefined || /^\d{4}-\d{2}-\d{2}$/.test(day)) return;
  throw new FieldlapseError('BAD_ARGUMENT', `"${day}" is not a day (YYYY-MM-DD)`);
}
