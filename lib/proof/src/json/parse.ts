import { ProofFault } from '../fault.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
/** Without a prototype: a key such as `__proto__` is one like any other. */
export interface JsonObject {
  readonly [key: string]: Json;
}

const maxDepth = 64;
const literals = { true: true, false: false, null: null } as const;
const literal = /true|false|null/y;
const number = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const blank = /[\t\n\r ]*/y;

/**
 * Reads JSON that means one thing only [RFC 7493]: repeated keys, lone surrogates, numbers beyond a double, integers
 * that a double cannot hold, deep nesting and anything after the value are refused. Throws `badJson`.
 */
export function parseJson(text: string): Json {
  const reader = { text, at: 0 };
  const value = readValue(reader, 0);
  skipBlank(reader);
  if (reader.at !== text.length) throw fault(reader, 'more after the value');
  return value;
}

interface Reader {
  readonly text: string;
  at: number;
}

const fault = ({ at }: Reader, what: string): ProofFault => new ProofFault('badJson', { at, what });

function match(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found) reader.at = pattern.lastIndex;
  return found;
}

const skipBlank = (reader: Reader): void => void match(reader, blank);

function take(reader: Reader, sign: string): boolean {
  skipBlank(reader);
  if (reader.text[reader.at] !== sign) return false;
  reader.at += 1;
  return true;
}

function readValue(reader: Reader, depth: number): Json {
  if (depth > maxDepth) throw fault(reader, 'nested too deep');
  if (take(reader, '{')) return readObject(reader, depth);
  if (take(reader, '[')) return readArray(reader, depth);
  if (take(reader, '"')) return readString(reader);
  const word = match(reader, literal);
  return word ? literals[word[0] as keyof typeof literals] : readNumber(reader);
}

function readObject(reader: Reader, depth: number): JsonObject {
  const object = Object.create(null) as Record<string, Json>;
  if (take(reader, '}')) return object;
  do {
    if (!take(reader, '"')) throw fault(reader, 'no key');
    const key = readString(reader);
    if (key in object) throw fault(reader, `key ${JSON.stringify(key)} repeated`);
    if (!take(reader, ':')) throw fault(reader, 'no colon');
    object[key] = readValue(reader, depth + 1);
  } while (take(reader, ','));
  if (!take(reader, '}')) throw fault(reader, 'object not closed');
  return object;
}

function readArray(reader: Reader, depth: number): Json[] {
  const array: Json[] = [];
  if (take(reader, ']')) return array;
  do array.push(readValue(reader, depth + 1));
  while (take(reader, ','));
  if (!take(reader, ']')) throw fault(reader, 'array not closed');
  return array;
}

function readString(reader: Reader): string {
  const { text, at: start } = reader;
  let at = start;
  let escaped = false;
  for (; text[at] !== '"'; at += 1) {
    if (at >= text.length || text.charCodeAt(at) < 0x20) throw fault(reader, 'string not closed, or a control in it');
    if (text[at] !== '\\') continue;
    escaped = true;
    at += 1;
  }
  reader.at = at + 1;
  const value = escaped ? unescape(reader, text.slice(start - 1, at + 1)) : text.slice(start, at);
  if (!value.isWellFormed()) throw fault(reader, 'lone surrogate');
  return value;
}

function unescape(reader: Reader, quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw fault(reader, 'bad escape');
  }
}

function readNumber(reader: Reader): number {
  const found = match(reader, number);
  if (!found) throw fault(reader, 'no value');
  const [text, fraction, exponent] = found;
  const value = Number(text);
  const whole = fraction === undefined && exponent === undefined;
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) throw fault(reader, `number ${text}`);
  return value === 0 ? 0 : value;
}

/** True for an object, not for an array or null. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
