import { utf8 } from '../bytes/bytes.ts';
import { fromBase64Url, toBase64Url } from '../bytes/base64.ts';
import { ProofFault } from '../fault.ts';
import { canonicalText } from '../json/canonical.ts';
import { isObject, parseJson, type Json, type JsonObject } from '../json/parse.ts';
import { hashBytes, leafHash } from '../merkle/hashes.ts';

/** Where an entry stands: its chain, its place in it, and the leaf hash of the entry before. */
export interface ChainPlace {
  /** 16 random bytes as base64url. */
  readonly l: string;
  /** Counted from 0, without gaps. */
  readonly s: number;
  /** Leaf hash of entry `s − 1` as base64url; empty at 0. */
  readonly p: string;
}

/** Head of a parent chain: tag, leaf hash of its last entry, and how many entries it had. */
export interface ParentHead {
  readonly l: string;
  readonly h: string;
  readonly n: number;
}

/** What an entry says, by its kind. */
export type EntryBody =
  /** `c` commits to an EPCIS event. */
  | { readonly k: 'ev'; readonly c: string }
  /** The chain goes on from these; only at place 0. */
  | { readonly k: 'link'; readonly parents: readonly ParentHead[] }
  /** A label is printed for GTIN `g`, lot `b`: the QR commits to this entry. */
  | { readonly k: 'label'; readonly g: string; readonly b: string }
  /** The lot is closed; what comes later is late. */
  | { readonly k: 'release' }
  /** The event at place `e` of this chain was erased with its salt. */
  | { readonly k: 'erase'; readonly e: number }
  /** A key of the log comes or goes; `from` is the final head of the log that this one takes over from. */
  | { readonly k: 'key'; readonly key: string; readonly op: 'add' | 'retire'; readonly from?: OriginHead };

/** Head of another log. */
export interface OriginHead {
  readonly o: string;
  readonly n: number;
  readonly h: string;
}

export type Entry = EntryBody & ChainPlace;
export type EntryKind = Entry['k'];

/** An entry as the log holds it: canonical JSON with the version. */
export const entryText = (entry: Entry): string => canonicalText({ ...(entry as unknown as JsonObject), v: 1 });

/** Leaf hash of an entry's text. */
export const entryLeaf = (text: string): Uint8Array => leafHash(utf8(text));

/** The leaf hash as it stands in entries, bundles and QR codes: base64url, 43 characters. */
export const entryHead = (text: string): string => toBase64Url(entryLeaf(text));

/** Reads an entry, which must be the one canonical text of what it says. Throws `badEntry`, `entryNotCanonical`. */
export function parseEntry(text: string): Entry {
  const json = readObject(text);
  if (canonicalText(json) !== text) throw new ProofFault('entryNotCanonical');
  const { k, l, s, p, v, ...fields } = json;
  const kind = typeof k === 'string' && Object.hasOwn(bodies, k) ? bodies[k as EntryKind] : undefined;
  if (!kind || v !== 1 || !isTag(l) || !isWhole(s) || !(s === 0 ? p === '' : isHash(p)))
    throw new ProofFault('badEntry');
  if (!kind(fields)) throw new ProofFault('badEntry');
  const { v: _version, ...entry } = json;
  return entry as unknown as Entry;
}

function readObject(text: string): JsonObject {
  try {
    const json = parseJson(text);
    if (isObject(json)) return json;
  } catch {
    // Falls through to the one fault.
  }
  throw new ProofFault('badEntry');
}

const tagBytes = 16;
const isBytes = (value: Json | undefined, count: number): value is string => {
  try {
    return typeof value === 'string' && fromBase64Url(value).length === count;
  } catch {
    return false;
  }
};
const isHash = (value: Json | undefined): value is string => isBytes(value, hashBytes);
const isTag = (value: Json | undefined): value is string => isBytes(value, tagBytes);
const isWhole = (value: Json | undefined): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: Json | undefined): value is string =>
  typeof value === 'string' && value !== '' && value.length <= 300;
const hasOnly = (fields: JsonObject, ...names: string[]): boolean =>
  Object.keys(fields).every((name) => names.includes(name));

/** By kind: whether the fields beside those of every entry are right. */
const bodies: Record<EntryKind, (fields: JsonObject) => boolean> = {
  ev: (fields) => hasOnly(fields, 'c') && isHash(fields['c']),
  link: (fields) => hasOnly(fields, 'parents') && areParents(fields['parents']),
  label: (fields) => hasOnly(fields, 'g', 'b') && isText(fields['g']) && isText(fields['b']),
  release: (fields) => hasOnly(fields),
  erase: (fields) => hasOnly(fields, 'e') && isWhole(fields['e']),
  key: ({ key, op, from, ...more }) =>
    hasOnly(more) && isText(key) && (op === 'add' || op === 'retire') && (from === undefined || isOriginHead(from)),
};

function areParents(value: Json | undefined): boolean {
  if (!Array.isArray(value) || value.length === 0) return false;
  const tags = new Set<Json | undefined>();
  return (value as readonly Json[]).every((parent) => {
    if (!isObject(parent) || !hasOnly(parent, 'l', 'h', 'n') || tags.has(parent['l'])) return false;
    tags.add(parent['l']);
    return isTag(parent['l']) && isHash(parent['h']) && isWhole(parent['n']) && parent['n'] > 0;
  });
}

const isOriginHead = (value: Json): boolean =>
  isObject(value) && hasOnly(value, 'o', 'n', 'h') && isText(value['o']) && isWhole(value['n']) && isHash(value['h']);
