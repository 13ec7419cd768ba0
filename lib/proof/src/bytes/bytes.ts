import { sha256 } from '@noble/hashes/sha2.js';
import { ProofFault } from '../fault.ts';

export { sha256 };

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 of a text; a lone surrogate has none. Throws `badText`. */
export function utf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new ProofFault('badText');
  return encoder.encode(text);
}

/** Strict: no byte is replaced or left out, a byte order mark stays. Throws `badText`. */
export function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProofFault('badText');
  }
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

const decimal = /^(?:0|[1-9][0-9]{0,15})$/;

/** A whole number as logs write it: decimal, no leading zeros, at most 2^53 − 1; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return decimal.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

const controls = /[\u0000-\u0009\u000b-\u001f]/;

/** True where a text has a control character other than a line feed. */
export const hasControls = (text: string): boolean => controls.test(text);

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
