import { dayOf, type DateOrder } from '../table/table-days.ts';
import { numberOf } from '../table/table-rows.ts';
import { plainWords } from '../table/plain-words.ts';
import type { FieldType } from './fields.ts';

/** What stands in a field, or what is wrong with it. */
export type Value = { readonly value: unknown } | { readonly wrong: string };

const value = (one: unknown): Value => ({ value: one });
const wrong = (text: string): Value => ({ wrong: text });

const units: Readonly<Record<string, string>> = {
  ...{
    kg: 'KGM',
    kilogram: 'KGM',
    g: 'GRM',
    gam: 'GRM',
    gram: 'GRM',
    l: 'LTR',
    lit: 'LTR',
    litre: 'LTR',
    liter: 'LTR',
  },
  ml: 'MLT',
};
const means: Readonly<Record<string, string>> = {
  ...{
    'plant protection': 'plant-protection',
    'thuoc bvtv': 'plant-protection',
    'bao ve thuc vat': 'plant-protection',
  },
  ...{ thuoc: 'plant-protection', fertiliser: 'fertiliser', fertilizer: 'fertiliser', 'phan bon': 'fertiliser' },
};
const truths: Readonly<Record<string, boolean>> = {
  ...{ yes: true, true: true, co: true, dat: true, passed: true, '1': true },
  ...{ no: false, false: false, khong: false, 'khong dat': false, failed: false, '0': false },
};
const list = (text: string): string[] => text.split(/[,\n]+|\s*\|\s*/).map((one) => one.trim()).filter(Boolean); // prettier-ignore

/** Looks a word up that may be written with accents, or gives what is wrong. */
function among<T>(words: Readonly<Record<string, T>>, text: string): Value {
  const found = Object.hasOwn(words, plainWords(text)) ? words[plainWords(text)] : undefined;
  return found === undefined ? wrong(`write one of: ${Object.keys(words).join(', ')}`) : value(found);
}

/** Reads a field as people write it. Lots stay as they are named: {@link lotsIn} finds them. */
export function readValue(type: FieldType, text: string, order: DateOrder): Value {
  switch (type) {
    case 'text':
      return value(text);
    case 'number': {
      const number = numberOf(text);
      return number === undefined ? wrong('write a number such as 2.5 or 2,5, without unit') : value(number);
    }
    case 'whole':
      return /^\d{1,9}$/.test(text) ? value(Number(text)) : wrong('write a whole number');
    case 'truth':
      return among(truths, text);
    case 'means':
      return among(means, text);
    case 'unit':
      return /^[A-Z0-9]{2,3}$/.test(text) ? value(text) : among(units, text);
    case 'day': {
      const day = dayOf(text, order);
      return day === undefined ? wrong('write a day that exists, such as 2026-04-08') : value(day);
    }
    case 'list':
    case 'lots':
      return value(list(text));
    case 'contents':
      return readContents(text);
  }
}

/** `CKH260318A=400` or `CKH260318A: 400 kg`, several by semicolon or, with decimal points, by comma. */
function readContents(text: string): Value {
  const parts = text.split(/;|\||,(?=\s*[^\s,;=:]+\s*[=:])/).map((part) => part.trim()).filter(Boolean); // prettier-ignore
  const contents = parts.map((part) => {
    const [, lot, kilograms = ''] = /^(\S+?)\s*[=:]\s*(\S+?)\s*(?:kg)?$/i.exec(part) ?? [];
    return { lot, kilograms: numberOf(kilograms) };
  });
  if (contents.length > 0 && contents.every(({ lot, kilograms }) => lot && kilograms !== undefined)) return value(contents); // prettier-ignore
  return wrong('write LOT=KG, such as CKH260318A=400');
}
