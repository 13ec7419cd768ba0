import { FieldlapseError } from '@fieldlapse/contracts';
import type { LotReader } from '@fieldlapse/store';
import type { NewFact } from '@fieldlapse/traceability';
import { provenOrder, looksLikeDay, type DateOrder } from '../../table/table-days.ts';
import { isMissing, type Table, type TableRow } from '../../table/table-rows.ts';
import { timeReader } from '../../table/table-times.ts';
import { verbs, type VerbName } from '../fields.ts';
import { newFactOf } from '../new-fact.ts';
import { readValue } from '../values.ts';
import { columnsOf, impliedBy, verbOf, type Columns } from './columns.ts';

/** What is wrong in a row, and in which column where one is to blame. */
export interface RowFault {
  readonly line: number;
  readonly column?: string;
  readonly code: string;
  readonly message: string;
}

/** A row that can be tried. */
export interface RowFact {
  readonly line: number;
  /** UTC ms. */
  readonly at: number;
  /** Finds the lots of the row once the rows before it are recorded. */
  readonly added: (reader: LotReader) => Promise<NewFact>;
}

export interface ImportOptions {
  readonly dates?: DateOrder | undefined;
  readonly timeZone: string;
  /** What every row is about and which lot it belongs to, where the table has no such column. */
  readonly what?: VerbName | undefined;
  readonly lot?: string | undefined;
}

/** Most rows of one table: they are recorded in one transaction. */
const mostRows = 2000;

/** The facts of a table in the order of time, and what is wrong with rows that give none. Throws `BAD_TABLE`, `AMBIGUOUS_DATES`. */
export function readFacts(
  table: Table,
  options: ImportOptions,
): { facts: RowFact[]; faults: RowFault[]; unread: readonly string[] } {
  if (table.body.length > mostRows) {
    throw new FieldlapseError('BAD_TABLE', `${table.name}: it has ${table.body.length} rows, more than ${mostRows}`);
  }
  const columns = columnsOf(table);
  const days = table.body.flatMap(({ fields }) => fields.filter(looksLikeDay));
  const order = options.dates ?? provenOrder(days);
  const scene: Scene = { ...options, table, columns, order, timeOf: timeReader(order, options.timeZone) };
  const facts: RowFact[] = [];
  const faults: RowFault[] = [];
  for (const row of table.body) {
    const read = readRow(row, scene);
    if ('added' in read) facts.push(read);
    else faults.push(...read.faults);
  }
  return { facts: facts.toSorted((a, b) => a.at - b.at), faults, unread: columns.unread };
}

interface Scene extends ImportOptions {
  readonly table: Table;
  readonly columns: Columns;
  readonly order: DateOrder;
  readonly timeOf: (text: string) => number | undefined;
}

function readRow(row: TableRow, scene: Scene): RowFact | { faults: RowFault[] } {
  const { columns, table } = scene;
  const cell = (place: number | undefined): string => (place === undefined ? '' : (row.fields[place] ?? ''));
  const faults: RowFault[] = [];
  const say = (place: number | undefined, code: string, message: string): void => {
    const column = place === undefined ? undefined : table.head?.[place];
    faults.push({ line: row.line, ...(column !== undefined && { column }), code, message });
  };
  if (row.fields.length > (table.head?.length ?? 0)) say(undefined, 'BAD_ROW_VALUE', 'it has more fields than columns');
  const verb = columns.of.what === undefined ? scene.what : verbOf(cell(columns.of.what));
  if (!verb) say(columns.of.what, 'FACT_INVALID', `"${cell(columns.of.what)}" is nothing that is recorded: ${words()}`);
  const at = scene.timeOf(cell(columns.of.time));
  if (at === undefined) say(columns.of.time, 'BAD_ROW_DAY', `"${cell(columns.of.time)}" is no day or time`);
  const body: Record<string, unknown> = { ...impliedBy(cell(columns.of.what)) };
  for (const { place, name, field } of columns.fields) {
    const text = cell(place);
    if (isMissing(text)) continue;
    const wanted = verb === undefined || (verbs[verb].fields as readonly string[]).includes(name);
    const read = readValue(field.type, text, scene.order);
    if (!wanted) say(place, 'FACT_INVALID', `a ${verb} has no such field; leave it empty`);
    else if ('wrong' in read) say(place, 'BAD_ROW_VALUE', `"${text}": ${read.wrong}`);
    else body[name] = read.value;
  }
  if (!verb || at === undefined || faults.length > 0) return { faults };
  const context = {
    lot: cell(columns.of.lot) || scene.lot,
    gtin: cell(columns.of.gtin),
    note: cell(columns.of.note),
  };
  const added = (reader: LotReader) => newFactOf(reader, { kind: verbs[verb].kind, ...body, at }, context);
  return { line: row.line, at, added };
}

const words = (): string => Object.values(verbs).map(({ heads }) => heads[0]).join(', '); // prettier-ignore
