import { readFile } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import { parse } from 'csv-parse/sync';
import { looksLikeDay } from './table-days.ts';

/** A row of a table, by its line in the file. */
export interface TableRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** The fields of a table as they are written. */
export interface Table {
  /** For messages. */
  readonly name: string;
  /** Names of the columns; undefined where the first row already holds a day. */
  readonly head: readonly string[] | undefined;
  readonly body: readonly TableRow[];
}

/**
 * Reads a table: by comma, semicolon or tab, with or without a head, BOM or lines of `#`. Throws `BAD_TABLE` where it is no
 * UTF-8 text or no table.
 */
export async function readTable(path: string): Promise<Table> {
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new FieldlapseError('BAD_TABLE', `${path}: ${cause.message}`, { cause });
  });
  return tableOf(bytes, path);
}

/** As {@link readTable} of bytes; `name` is for messages. */
export function tableOf(bytes: Buffer, name: string): Table {
  const refuse = (what: string) => new FieldlapseError('BAD_TABLE', `${name}: ${what}`);
  const text = decode(bytes);
  if (text === undefined) throw refuse('it is no UTF-8 text');
  const rows = rowsOf(text, refuse);
  const head = rows[0] && !rows[0].fields.some(looksLikeDay) ? rows[0].fields : undefined;
  return { name, head, body: head ? rows.slice(1) : rows };
}

function decode(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function rowsOf(text: string, refuse: (what: string) => Error): TableRow[] {
  const sample = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const delimiter = [';', '\t', ','].find((one) => sample.slice(0, 20).every((line) => line.includes(one))) ?? ',';
  try {
    const records = parse(text, {
      ...{ delimiter, comment: '#', comment_no_infix: true, bom: true, trim: true, info: true },
      ...{ skip_empty_lines: true, relax_column_count: true },
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch (error) {
    throw refuse((error as Error).message);
  }
}

/** True for a field that says that there is no value: missing is missing, never 0. */
export function isMissing(text: string): boolean {
  return /^(|na|n\/a|nan|null|none|-|–)$/i.test(text);
}

/** A plain number with a decimal point or comma; neither groups of thousands nor units. */
export function numberOf(text: string): number | undefined {
  return /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text.replace(',', '.')) : undefined;
}
