import type { Vocabulary } from '../vocabulary.ts';
import { below, say, type Place } from './fault.ts';
import { isDateTime, isUri } from './formats.ts';

/** Looks at a value and says what is wrong with it. */
export type Check = (value: unknown, at: Place) => void;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
};

/** Text that `fits`. */
export function textThat(fits: (text: string) => boolean, instead: string): Check {
  return (value, at) => {
    if (typeof value !== 'string') say(at, 'wrong-type', `${shown(value)} is no text`, instead);
    else if (!fits(value)) say(at, 'wrong-form', `${shown(value)} has not the form of this field`, instead);
  };
}

export const anything: Check = () => {};
export const plainText = textThat(() => true, 'text in quotes');
export const uri = textThat(isUri, 'an absolute URI such as https://id.gs1.org/01/09520000010010/10/LOT1 or urn:…');
export const time = textThat(isDateTime, 'a time with its offset, such as 2026-03-18T06:00:00.000+07:00 or …Z');

/** Text by a pattern. */
export const matching = (pattern: RegExp, instead: string): Check => textThat((text) => pattern.test(text), instead);

export const decimal: Check = (value, at) => {
  if (typeof value !== 'number')
    say(at, 'wrong-type', `${shown(value)} is no number`, 'a number without quotes: 812.5');
};

export const truth: Check = (value, at) => {
  if (typeof value !== 'boolean') say(at, 'wrong-type', `${shown(value)} is neither true nor false`, 'true or false');
};

/** URIs that may not stand where a word of GS1 belongs: the old URNs and addresses of those words themselves. */
const ofCbv = /^(urn:epcglobal:cbv|https?:\/\/ns\.gs1\.org\/cbv\/)/;
const ofWebVocabulary = /^https?:\/\/(www\.)?gs1\.org\/voc\//;

/** A word of the vocabulary, or a URI of somebody else's. */
export function wordOf({ words, uri: start }: Vocabulary): Check {
  const ofGs1 = start.includes('gs1.org/voc/') ? ofWebVocabulary : ofCbv;
  const examples = [...words].slice(0, 4).join(', ');
  const instead = `one of the ${words.size} words of the standard (${examples} …), or a URI of your own namespace`;
  return (value, at) => {
    if (typeof value !== 'string') return say(at, 'wrong-type', `${shown(value)} is no text`, instead);
    if (words.has(value) || (isUri(value) && !ofGs1.test(value))) return;
    const short = [...words].find((word) => value.toLowerCase().endsWith(word.toLowerCase()) && isUri(value));
    say(at, 'unknown-word', `${shown(value)} is no word of this field`, short ? `the bare word "${short}"` : instead);
  };
}

/** A list of values. */
export function listOf(check: Check, { min = 0, unique = false } = {}): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return say(at, 'wrong-type', `${shown(value)} is no list`, 'a list in [ ]');
    if (value.length < min) say(at, 'too-few', 'the list is empty', 'at least one element, or leave the field out');
    const seen = new Set<string>();
    for (const [index, one] of value.entries()) {
      check(one, below(at, index));
      const text = unique ? sortedJson(one) : '';
      if (unique && seen.has(text)) say(below(at, index), 'repeated', `${shown(one)} stands twice`, 'name it once');
      seen.add(text);
    }
  };
}

/** Equal for equal JSON, whatever the order of keys. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    isObject(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
}

/** What keys an object may have besides its own: those of other namespaces, none, or any. */
type OtherKeys = 'namespaced' | 'none' | 'any';

export interface Shape {
  readonly fields: Readonly<Record<string, Check>>;
  readonly required?: readonly string[];
  readonly others?: OtherKeys;
  /** What one field cannot say alone. */
  readonly together?: (object: JsonObject, at: Place) => void;
}

/** An object of known fields. */
export function objectOf({ fields, required = [], others = 'namespaced', together }: Shape): Check {
  return (value, at) => {
    if (!isObject(value)) return say(at, 'wrong-type', `${shown(value)} is no object`, 'an object in { }');
    for (const key of required) {
      if (!Object.hasOwn(value, key)) say(at, 'missing', `${key} is missing`, `add "${key}"`);
    }
    for (const [key, field] of Object.entries(value)) {
      const check = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (check) check(field, below(at, key));
      else if (others === 'none' || (others === 'namespaced' && !isUri(key)))
        refuseKey(key, fields, below(at, key), others);
    }
    together?.(value, at);
  };
}

function refuseKey(key: string, fields: Readonly<Record<string, Check>>, at: Place, others: OtherKeys): void {
  const near = Object.keys(fields).find((known) => known.toLowerCase() === key.toLowerCase());
  const own = others === 'none' ? 'leave it out' : `leave it out, or give it a prefix of your own: "example:${key}"`;
  say(at, 'not-here', `"${key}" is no field of this object`, near ? `"${near}"` : own);
}
