import { FieldlapseError } from '@fieldlapse/contracts';
import { plainWords } from '../../table/plain-words.ts';
import type { Table } from '../../table/table-rows.ts';
import { fields, verbs, type Field, type FieldName, type VerbName } from '../fields.ts';

/** Columns that every table of field records has. */
const common = {
  lot: ['lo', 'ma lo', 'so lo', 'lot', 'lot number'],
  what: ['viec', 'cong viec', 'hoat dong', 'loai', 'what', 'activity', 'kind'],
  time: ['ngay', 'thoi gian', 'ngay gio', 'thoi diem', 'date', 'day', 'time', 'at'],
  gtin: ['gtin', 'ma gtin'],
  note: ['ghi chu', 'note'],
} as const satisfies Record<string, readonly string[]>;
export type CommonColumn = keyof typeof common;

/** Places of the columns, by what they hold. */
export interface Columns {
  readonly of: Readonly<Partial<Record<CommonColumn, number>>>;
  readonly fields: readonly { readonly place: number; readonly name: FieldName; readonly field: Field }[];
  /** Heads that are not known. */
  readonly unread: readonly string[];
}

/** Finds the columns by their heads, in Vietnamese or English. Throws `BAD_TABLE` where there are none, or two of a kind. */
export function columnsOf({ name, head }: Table): Columns {
  const refuse = (what: string) => new FieldlapseError('BAD_TABLE', `${name}: ${what}`);
  if (!head) throw refuse('its first row must name the columns');
  const of: Partial<Record<CommonColumn, number>> = {};
  const found: { place: number; name: FieldName; field: Field }[] = [];
  const unread: string[] = [];
  for (const [place, title] of head.entries()) {
    // A unit or remark in brackets says how to write it, not what it is.
    const words = [plainWords(title), plainWords(title.replace(/\(.*?\)/g, ''))];
    const known = keyOf(common, words);
    const field = (Object.keys(fields) as FieldName[]).find((one) => named(fields[one].heads, words) || words[0] === one.toLowerCase()); // prettier-ignore
    if (known !== undefined) {
      if (of[known] !== undefined) throw refuse(`"${title}" and "${head[of[known]]}" say the same`);
      of[known] = place;
    } else if (field !== undefined) {
      if (found.some((one) => one.name === field)) throw refuse(`two columns say "${title}"`);
      found.push({ place, name: field, field: fields[field] });
    } else if (title !== '') unread.push(title);
  }
  if (of.time === undefined) throw refuse('no column is called ngày, date or time');
  return { of, fields: found, unread };
}

const named = (heads: readonly string[], words: readonly string[]): boolean => words.some((word) => heads.includes(word)); // prettier-ignore

function keyOf<Key extends string>(
  table: Readonly<Record<Key, readonly string[]>>,
  words: readonly string[],
): Key | undefined {
  return (Object.keys(table) as Key[]).find((key) => named(table[key], words));
}

/** What a row is about, by the words of its cell. */
export function verbOf(text: string): VerbName | undefined {
  const words = plainWords(text);
  return (Object.keys(verbs) as VerbName[]).find((verb) => verbs[verb].heads.some((head) => head === words));
}

const meansByWord: Readonly<Record<string, string>> = {
  ...{ 'phun thuoc': 'plant-protection', spraying: 'plant-protection' },
  ...{ 'bon phan': 'fertiliser', fertilising: 'fertiliser', fertilizing: 'fertiliser' },
};

/** What the word for what was done says of it by itself: who writes "Bón phân" needs no column for the means. */
export function impliedBy(text: string): { readonly means?: string } {
  const means = meansByWord[plainWords(text)];
  return means === undefined ? {} : { means };
}
