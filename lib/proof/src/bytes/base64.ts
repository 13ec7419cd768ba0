import { ProofFault } from '../fault.ts';

const common = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const standard = alphabet(`${common}+/`);
const url = alphabet(`${common}-_`);

function alphabet(letters: string): { letters: string; values: Int8Array } {
  const values = new Int8Array(128).fill(-1);
  for (let value = 0; value < 64; value += 1) values[letters.charCodeAt(value)] = value;
  return { letters, values };
}

/** Base 64 with padding [RFC 4648 §4]. */
export function toBase64(bytes: Uint8Array): string {
  const text = encode(bytes, standard.letters);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

/** Base 64 for addresses, without padding [RFC 4648 §5]. */
export const toBase64Url = (bytes: Uint8Array): string => encode(bytes, url.letters);

/** Strict: padding where it belongs, no spare bits, nothing else. Throws `badBase64`. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new ProofFault('badBase64', { text: shown(text) });
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return decode(text, text.length - padding, standard.values);
}

/** Strict, as {@link fromBase64}, without padding. */
export const fromBase64Url = (text: string): Uint8Array => decode(text, text.length, url.values);

function encode(bytes: Uint8Array, letters: string): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const triple = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const count = Math.min(3, bytes.length - at) + 1;
    for (let place = 0; place < count; place += 1) text += letters[(triple >> (18 - 6 * place)) & 63];
  }
  return text;
}

function decode(text: string, length: number, values: Int8Array): Uint8Array {
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let count = 0;
  let at = 0;
  for (let place = 0; place < length; place += 1) {
    const value = values[text.charCodeAt(place)] ?? -1;
    if (value < 0) throw new ProofFault('badBase64', { text: shown(text) });
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[at] = (bits >> count) & 255;
    at += 1;
  }
  // Bits left over must be 0, and a single letter at the end holds no byte: two texts never mean the same bytes.
  if (length % 4 === 1 || (bits & ((1 << count) - 1)) !== 0) throw new ProofFault('badBase64', { text: shown(text) });
  return bytes;
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
