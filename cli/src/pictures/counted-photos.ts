import { readFile, stat } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import { photoAsJpeg } from '@fieldlapse/imaging';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** A photo of the table that a person counted. */
export interface CountedPhoto {
  readonly name: string;
  readonly count: number;
  readonly blocked: boolean;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Where it stands in the table, from 1. */
  readonly line: number;
}

/** Names of the table's columns, where they are not to be found by what they are usually called. */
export interface CountColumns {
  readonly fileColumn?: string;
  readonly countColumn?: string;
  readonly blockedColumn?: string;
  readonly dayColumn?: string;
}

const usualNames = {
  file: /^(file|file_?name|photo|picture|image)$/i,
  count: /^(count|num_\w+|number|eggs)$/i,
  blocked: /^(blocked|hidden|visible_\w+)$/i,
  day: /^(day|date)$/i,
};

/** A larger table is not of one view that a person counted. */
const mostBytes = 1_000_000;
const mostPictureBytes = 64 * 1024 * 1024;
const mostCount = 10_000;

/**
 * Reads a table with header: photo, count and, where there is one, whether something hides objects (yes, true or a number above 0).
 * The day stands in its column, or as YYYY-MM-DD in the photo's name. Throws `COUNTER_LABELS` with file and line.
 */
export function readCounts(text: string, path: string, names: CountColumns): CountedPhoto[] {
  const [head, ...rows] = rowsOf(text, path);
  if (!head) throw fault(path, 'is empty');
  const columns = columnsOf(head.record, path, names);
  const seen = new Map<string, number>();
  return rows.map(({ record, line }) => {
    const at = `${path}:${line}`;
    const name = record[columns.file]?.trim() ?? '';
    if (name === '') throw fault(at, 'names no photo');
    if (seen.has(name)) throw fault(at, `${name} stands in line ${seen.get(name)} already`);
    seen.set(name, line);
    const count = numberOf(record[columns.count], at, head.record[columns.count]!);
    const blocked = columns.blocked === undefined ? false : isBlocked(record[columns.blocked], at, head.record[columns.blocked]!); // prettier-ignore
    return { name, count, blocked, day: dayOf(columns.day === undefined ? name : record[columns.day], at), line };
  });
}

function rowsOf(text: string, path: string): { record: string[]; line: number }[] {
  if (text.length > mostBytes) throw fault(path, `larger than ${mostBytes} bytes`);
  try {
    const options = { bom: true, skip_empty_lines: true, relax_column_count: false, info: true } as const;
    return (parse(text, options) as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({ record, line: info.lines })); // prettier-ignore
  } catch (cause) {
    throw new FieldlapseError('COUNTER_LABELS', `${path}: ${(cause as Error).message}`, { cause });
  }
}

function columnsOf(
  head: readonly string[],
  path: string,
  { fileColumn, countColumn, blockedColumn, dayColumn }: CountColumns,
): { file: number; count: number; blocked: number | undefined; day: number | undefined } {
  const find = (kind: keyof typeof usualNames, told: string | undefined): number | undefined => {
    const at = head.findIndex((name) =>
      told === undefined ? usualNames[kind].test(name.trim()) : name.trim() === told,
    );
    if (at >= 0) return at;
    if (told === undefined) return undefined;
    throw fault(`${path}:1`, `no column "${told}"; there are: ${head.join(', ')}`);
  };
  const must = (kind: 'file' | 'count', told: string | undefined): number => {
    const at = find(kind, told);
    if (at !== undefined) return at;
    throw fault(`${path}:1`, `no column looks like the ${kind}; name it by --${kind}-column; there are: ${head.join(', ')}`); // prettier-ignore
  };
  return {
    ...{ file: must('file', fileColumn), count: must('count', countColumn) },
    ...{ blocked: find('blocked', blockedColumn), day: find('day', dayColumn) },
  };
}

function numberOf(text: string | undefined, at: string, column: string): number {
  const count = Number(text);
  if (text?.trim() && Number.isInteger(count) && count >= 0 && count <= mostCount) return count;
  throw fault(at, `${column} "${text ?? ''}" is not a whole number from 0 to ${mostCount}`);
}

function isBlocked(text: string | undefined, at: string, column: string): boolean {
  const word = text?.trim().toLowerCase() ?? '';
  if (/^(|0|no|false)$/.test(word)) return false;
  if (/^(yes|true|[1-9]\d*)$/.test(word)) return true;
  throw fault(at, `${column} "${text ?? ''}" is neither yes, no nor a number`);
}

function dayOf(text: string | undefined, at: string): string {
  const day = /\d{4}-\d{2}-\d{2}/.exec(text ?? '')?.[0];
  if (day !== undefined && !Number.isNaN(Date.parse(day))) return day;
  throw fault(at, `"${text ?? ''}" holds no day YYYY-MM-DD; give the table a column "day"`);
}

const polygon = z.array(z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)])).min(3).max(1000); // prettier-ignore

/** Reads `[[x, y], …]`, shares of the picture's width and height; throws `BAD_ARGUMENT` with what is wrong. */
export function readPolygon(text: string, path: string): [number, number][] {
  try {
    return polygon.parse(JSON.parse(text));
  } catch (cause) {
    const message =
      cause instanceof z.ZodError ? 'not a list of 3 to 1000 corners [x, y], each 0–1' : (cause as Error).message;
    throw new FieldlapseError('BAD_ARGUMENT', `${path}: ${message}`, { cause });
  }
}

/** The text of a file that an option names; throws `BAD_ARGUMENT` where it cannot be read. */
export async function readTextFile(path: string): Promise<string> {
  return (await readBounded(path, path, mostPictureBytes, 'BAD_ARGUMENT')).toString('utf8');
}

/** A photo as JPEG; throws `COUNTER_LABELS` with `at` (file and line) where it cannot be read, and as {@link photoAsJpeg}. */
export async function readPictureFile(path: string, at: string): Promise<Uint8Array> {
  return photoAsJpeg(await readBounded(path, at, mostPictureBytes, 'COUNTER_LABELS'));
}

async function readBounded(
  path: string,
  at: string,
  most: number,
  code: 'BAD_ARGUMENT' | 'COUNTER_LABELS',
): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > most) throw new FieldlapseError(code, `${at}: ${path} is larger than ${most} bytes`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof FieldlapseError) throw cause;
    throw new FieldlapseError(code, `${at}: ${(cause as Error).message}`, { cause });
  }
}

const fault = (at: string, what: string): FieldlapseError => new FieldlapseError('COUNTER_LABELS', `${at}: ${what}`);
