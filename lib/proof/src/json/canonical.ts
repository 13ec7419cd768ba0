import { ProofFault } from '../fault.ts';
import type { Json } from './parse.ts';

/**
 * The one text of a JSON value: no spaces, keys in UTF-16 order, numbers as ECMAScript writes them [RFC 8785]. What has no
 * such text (lone surrogates, NaN, undefined) is refused. Throws `badJson`.
 */
export function canonicalText(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return numberText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonicalText).join(',')}]`;
  if (typeof value !== 'object') throw new ProofFault('badJson', { what: typeof value });
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, part]) => `${quoted(key)}:${canonicalText(part)}`).join(',')}}`;
}

function quoted(text: string): string {
  if (!text.isWellFormed()) throw new ProofFault('badJson', { what: 'lone surrogate' });
  return JSON.stringify(text);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new ProofFault('badJson', { what: String(value) });
  return JSON.stringify(value);
}
