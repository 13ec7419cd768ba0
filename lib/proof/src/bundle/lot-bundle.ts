import { fromBase64Url } from '../bytes/base64.ts';
import { ProofFault } from '../fault.ts';
import { isObject, parseJson, type Json, type JsonObject } from '../json/parse.ts';
import { hashBytes } from '../merkle/hashes.ts';
import { saltBytes } from '../record/commitment.ts';

/** An entry of a bundle with its proof; event and salt are absent where it has none or they were erased. */
export interface BundleEntry {
  /** The entry's text, as the log holds it. */
  readonly entry: string;
  readonly index: number;
  /** Inclusion proof against the bundle's checkpoint. */
  readonly hashes: readonly Uint8Array[];
  readonly event?: JsonObject;
  readonly salt?: Uint8Array;
}

export interface BundleChain {
  readonly lotTag: string;
  readonly entries: readonly BundleEntry[];
}

/** A file that belongs to the lot, such as its film; an event of the lot names the same digest. */
export interface BundleAttachment {
  readonly role: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** `ni:///sha-256;` and 64 hex digits. */
  readonly digest: string;
}

/** `lot.json`: everything that proves a lot, in one file. */
export interface LotBundle {
  /** 14 digits. */
  readonly gtin: string;
  readonly lot: string;
  /** Leaf hash of the label entry (base64url) and its place; absent before a label was printed. */
  readonly label?: { readonly head: string; readonly seq: number };
  /** Leaf hash of the last entry of the first chain. */
  readonly currentHead: string;
  /** Signed note. */
  readonly checkpoint: string;
  /** The lot's own chain first, then those that it came from. */
  readonly chains: readonly BundleChain[];
  readonly attachments: readonly BundleAttachment[];
  /** SHA-256 of the policy that its publisher names, base64url. */
  readonly policyHash: string;
}

const maxTextLength = 64e6;
const maxEntries = 20_000;
const digestPattern = /^ni:\/\/\/sha-256;[0-9a-f]{64}$/;

/** Reads a bundle strictly: unknown fields, wrong types and repeated keys are refused. Throws `badJson`, `badBundle` with the place. */
export function parseBundle(text: string): LotBundle {
  if (text.length > maxTextLength) throw new ProofFault('badBundle', { at: 'size' });
  const json = parseJson(text);
  const names = [
    'v',
    'gtin',
    'lot',
    'labelHead',
    'labelSeq',
    'currentHead',
    'checkpoint',
    'chains',
    'attachments',
    'policyHash',
  ];
  const fields = objectAt(json, 'lot.json', names);
  if (fields['v'] !== 1) throw new ProofFault('badBundle', { at: 'v' });
  const label = labelOf(fields);
  const chains = listAt(fields['chains'], 'chains').map((chain, at) => chainAt(chain, `chains[${at}]`));
  const entries = chains.reduce((sum, chain) => sum + chain.entries.length, 0);
  if (chains.length === 0 || entries > maxEntries) throw new ProofFault('badBundle', { at: 'chains' });
  return {
    gtin: textAt(fields['gtin'], 'gtin', /^[0-9]{14}$/),
    lot: textAt(fields['lot'], 'lot', /^[\x21-\x7e]{1,20}$/),
    ...(label && { label }),
    currentHead: hashAt(fields['currentHead'], 'currentHead'),
    checkpoint: textAt(fields['checkpoint'], 'checkpoint'),
    chains,
    attachments: listAt(fields['attachments'], 'attachments').map((one, at) => attachmentAt(one, `attachments[${at}]`)),
    policyHash: hashAt(fields['policyHash'], 'policyHash'),
  };
}

function labelOf(fields: JsonObject): LotBundle['label'] {
  const { labelHead, labelSeq } = fields;
  if (labelHead === null && labelSeq === null) return undefined;
  return { head: hashAt(labelHead, 'labelHead'), seq: wholeAt(labelSeq, 'labelSeq') };
}

function chainAt(json: Json, at: string): BundleChain {
  const fields = objectAt(json, at, ['lotTag', 'entries']);
  const entries = listAt(fields['entries'], `${at}.entries`).map((entry, place) =>
    entryAt(entry, `${at}.entries[${place}]`),
  );
  if (entries.length === 0) throw new ProofFault('badBundle', { at: `${at}.entries` });
  return { lotTag: textAt(fields['lotTag'], `${at}.lotTag`, /^[\w-]{22}$/), entries };
}

function entryAt(json: Json, at: string): BundleEntry {
  const fields = objectAt(json, at, ['entry', 'index', 'hashes'], ['event', 'salt']);
  const { event, salt } = fields;
  if ((event === undefined) !== (salt === undefined)) throw new ProofFault('badBundle', { at: `${at}.salt` });
  if (event !== undefined && !isObject(event)) throw new ProofFault('badBundle', { at: `${at}.event` });
  return {
    entry: textAt(fields['entry'], `${at}.entry`),
    index: wholeAt(fields['index'], `${at}.index`),
    hashes: listAt(fields['hashes'], `${at}.hashes`).map((hash) => bytesAt(hash, `${at}.hashes`, hashBytes)),
    ...(event && { event, salt: bytesAt(salt, `${at}.salt`, saltBytes) }),
  };
}

function attachmentAt(json: Json, at: string): BundleAttachment {
  const fields = objectAt(json, at, ['role', 'mediaType', 'bytes', 'digest']);
  return {
    role: textAt(fields['role'], `${at}.role`, /^.{1,60}$/),
    mediaType: textAt(fields['mediaType'], `${at}.mediaType`, /^[\w.+-]+\/[\w.+-]+$/),
    bytes: wholeAt(fields['bytes'], `${at}.bytes`),
    digest: textAt(fields['digest'], `${at}.digest`, digestPattern),
  };
}

function objectAt(json: Json, at: string, needed: readonly string[], optional: readonly string[] = []): JsonObject {
  if (!isObject(json)) throw new ProofFault('badBundle', { at });
  const missing = needed.find((name) => !(name in json));
  const strange = Object.keys(json).find((name) => !needed.includes(name) && !optional.includes(name));
  const wrong = missing ?? strange;
  if (wrong !== undefined) throw new ProofFault('badBundle', { at: `${at}.${wrong}` });
  return json;
}

function listAt(json: Json | undefined, at: string): readonly Json[] {
  if (!Array.isArray(json)) throw new ProofFault('badBundle', { at });
  return json as readonly Json[];
}

function textAt(json: Json | undefined, at: string, pattern?: RegExp): string {
  if (typeof json !== 'string' || (pattern && !pattern.test(json))) throw new ProofFault('badBundle', { at });
  return json;
}

function wholeAt(json: Json | undefined, at: string): number {
  if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < 0) throw new ProofFault('badBundle', { at });
  return json;
}

function bytesAt(json: Json | undefined, at: string, count: number): Uint8Array {
  try {
    const bytes = fromBase64Url(textAt(json, at));
    if (bytes.length === count) return bytes;
  } catch {
    // Falls through to the one fault.
  }
  throw new ProofFault('badBundle', { at });
}

function hashAt(json: Json | undefined, at: string): string {
  bytesAt(json, at, hashBytes);
  return json as string;
}
