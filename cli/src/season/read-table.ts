import { median } from '@fieldlapse/analytics';
import { FieldlapseError, type ErrorCode, type LocalDay } from '@fieldlapse/contracts';
import { dayOf, looksLikeDay, provenOrder, type DateOrder } from '../table/table-days.ts';
import { isMissing, numberOf, readTable, tableOf, type Table, type TableRow } from '../table/table-rows.ts';

/** A row that was left out or counts together with others, by its line in the file. */
export interface RowFault {
  readonly line: number;
  readonly code: Extract<ErrorCode, 'BAD_ROW_DAY' | 'BAD_ROW_VALUE' | 'REPEATED_DAY'>;
  readonly text: string;
}

/** The days of a table in order; a row without a value is missing, never 0. */
export interface SeasonTable {
  readonly days: readonly { readonly day: LocalDay; readonly value: number; readonly count: number }[];
  readonly faults: readonly RowFault[];
  /** Name of the column that was taken, where the table has a head. */
  readonly column: string | undefined;
}

export interface TableOptions {
  readonly dates?: DateOrder | undefined;
  /** The column of the values; the only one, `value`, or the first behind the days where absent. */
  readonly column?: string | undefined;
}

/**
 * Reads a table of days and values: by comma, semicolon or tab, with or without a head, BOM or lines of `#`, decimal point
 * or comma. Throws `BAD_TABLE` and `AMBIGUOUS_DATES`.
 */
export async function readSeasonTable(path: string, options: TableOptions = {}): Promise<SeasonTable> {
  return daysOf(await readTable(path), options);
}

/** As {@link readSeasonTable} of bytes; `name` is for messages. */
export function seasonTable(bytes: Buffer, name: string, options: TableOptions = {}): SeasonTable {
  return daysOf(tableOf(bytes, name), options);
}

function daysOf({ name, head, body }: Table, options: TableOptions): SeasonTable {
  const refuse = (what: string) => new FieldlapseError('BAD_TABLE', `${name}: ${what}`);
  const columns = columnsOf(head, body, options.column);
  if (typeof columns === 'string') throw refuse(columns);
  const order = options.dates ?? provenOrder(body.map(({ fields }) => fields[columns.day] ?? ''));
  const width = head?.length ?? Math.max(...body.map(({ fields }) => fields.length));
  const read = body.map((row) => readRow(row, { ...columns, order, width }));
  const table = { ...byDay(read), column: head?.[columns.value] };
  if (table.days.length === 0) throw refuse(`none of its ${body.length} rows has a day and a value`);
  return table;
}

/** Places of the two columns, or what is wrong. */
function columnsOf(
  head: readonly string[] | undefined,
  body: readonly TableRow[],
  wanted: string | undefined,
): { day: number; value: number } | string {
  const first = body.find(({ fields }) => fields.some(looksLikeDay));
  const day = first?.fields.findIndex(looksLikeDay) ?? -1;
  if (day < 0) return 'no column of it holds days such as 2026-05-31 or 31/05/2026';
  const names = head?.map((name) => name.toLowerCase()) ?? [];
  const others = (head ?? first!.fields).map((_name, place) => place).filter((place) => place !== day);
  if (wanted !== undefined) {
    const value = names.indexOf(wanted.toLowerCase());
    return value < 0
      ? `it has no column "${wanted}"; there are ${head?.join(', ') ?? 'no names in it'}`
      : { day, value };
  }
  const named = names.findIndex((name) => ['value', 'giá trị', 'gia tri'].includes(name));
  const value = named >= 0 ? named : others.length === 1 ? others[0]! : -1;
  if (value >= 0) return { day, value };
  return others.length === 0
    ? 'it has no column of values'
    : `it has ${others.length} columns beside the days: name one with --column${head ? ` (${head.join(', ')})` : ', in a head'}; decimal commas need ; or tabs between columns`;
}

interface ReadRow {
  readonly line: number;
  readonly day?: LocalDay;
  readonly value?: number;
  /** The row names a time of day: several of one day are measurements of it. */
  readonly timed?: boolean;
  readonly fault?: Omit<RowFault, 'line'>;
}

function readRow(
  { line, fields }: TableRow,
  { day: dayAt, value: valueAt, order, width }: { day: number; value: number; order: DateOrder; width: number },
): ReadRow {
  const [dayText = '', valueText = ''] = [fields[dayAt], fields[valueAt]];
  const day = dayOf(dayText, order);
  if (day === undefined) return { line, fault: { code: 'BAD_ROW_DAY', text: dayText } };
  if (isMissing(valueText) && fields.length <= width) return { line };
  const value = numberOf(valueText);
  if (value === undefined || fields.length > width) {
    return { line, fault: { code: 'BAD_ROW_VALUE', text: fields.length > width ? fields.join(' | ') : valueText } };
  }
  return { line, day, value, timed: /\d[T ]\d/.test(dayText) };
}

function byDay(rows: readonly ReadRow[]): Pick<SeasonTable, 'days' | 'faults'> {
  const faults: RowFault[] = [];
  const values = new Map<LocalDay, number[]>();
  for (const { line, day, value, timed, fault } of rows) {
    if (fault) faults.push({ line, ...fault });
    if (day === undefined || value === undefined) continue;
    const known = values.get(day);
    if (!known) values.set(day, [value]);
    else {
      known.push(value);
      if (!timed) faults.push({ line, code: 'REPEATED_DAY', text: day });
    }
  }
  const days = [...values].map(([day, all]) => ({ day, value: median(all), count: all.length }));
  return { days: days.sort((a, b) => (a.day < b.day ? -1 : 1)), faults };
}
