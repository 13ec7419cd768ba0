import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, sha256, toHex, utf8 } from '../bytes/bytes.ts';
import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { ProofFault } from '../fault.ts';

/** What a key signs: notes of a log (Ed25519), or cosignatures of a witness (cosignature/v1). */
export type KeyUse = 'log' | 'witness';

/** Type identifiers of C2SP signed-note. */
const types = { log: 1, witness: 4 } as const satisfies Record<KeyUse, number>;

/** A public key with the name that stands in signature lines. */
export interface VerifierKey {
  readonly name: string;
  readonly use: KeyUse;
  /** First four bytes of SHA-256(name, line feed, type, key). */
  readonly id: Uint8Array;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** A key that signs. Its `seed` is a secret: never logged, never in an error. */
export interface SignerKey extends VerifierKey {
  readonly seed: Uint8Array;
}

const prefix = 'PRIVATE+KEY+';
const shape = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/;

/** Not empty, no spaces of any script, no `+` [C2SP signed-note]. */
export const isKeyName = (name: string): boolean =>
  name.length > 0 && name.length <= 255 && name.isWellFormed() && !/[\p{White_Space}+\p{Cc}]/u.test(name);

function keyOf(name: string, use: KeyUse, publicKey: Uint8Array): VerifierKey {
  const id = sha256(concat(utf8(name), Uint8Array.of(10, types[use]), publicKey)).slice(0, 4);
  return { name, use, id, publicKey };
}

/** Makes a key of a seed of 32 random bytes. Throws `badVerifierKey` where the name cannot be one. */
export function signerOf(name: string, use: KeyUse, seed: Uint8Array): SignerKey {
  if (!isKeyName(name) || seed.length !== 32) throw new ProofFault('badVerifierKey', { key: name });
  return { ...keyOf(name, use, ed25519.getPublicKey(seed)), seed };
}

/** The public key as text (vkey): `name+id+base64(type, key)`. */
export function keyText({ name, use, id, publicKey }: VerifierKey): string {
  return `${name}+${toHex(id)}+${toBase64(concat(Uint8Array.of(types[use]), publicKey))}`;
}

/** Reads a vkey. Throws `badVerifierKey`. */
export function parseKey(text: string): VerifierKey {
  const { name, type, material, id } = split(text);
  const use = useOf(type, name);
  const key = keyOf(name, use, material);
  if (toHex(key.id) !== id) throw new ProofFault('badVerifierKey', { key: name });
  return key;
}

/** The secret key as text: the form of Go's `sumdb/note`. Keep it in a file of mode 0600. */
export function signerText({ name, use, id, seed }: SignerKey): string {
  return `${prefix}${name}+${toHex(id)}+${toBase64(concat(Uint8Array.of(types[use]), seed))}`;
}

/** Reads a secret key; nothing of it stands in the error. Throws `badVerifierKey`. */
export function parseSigner(text: string): SignerKey {
  if (!text.startsWith(prefix)) throw new ProofFault('badVerifierKey', { key: 'PRIVATE+KEY' });
  const { name, type, material, id } = split(text.slice(prefix.length));
  const signer = signerOf(name, useOf(type, name), material);
  if (toHex(signer.id) !== id) throw new ProofFault('badVerifierKey', { key: name });
  return signer;
}

function split(text: string): { name: string; id: string; type: number; material: Uint8Array } {
  const [, name = '', id = '', encoded = ''] = shape.exec(text) ?? [];
  if (!isKeyName(name)) throw new ProofFault('badVerifierKey', { key: name });
  try {
    const bytes = fromBase64(encoded);
    if (bytes.length !== 33) throw new ProofFault('badBase64');
    return { name, id, type: bytes[0]!, material: bytes.slice(1) };
  } catch {
    throw new ProofFault('badVerifierKey', { key: name });
  }
}

function useOf(type: number, name: string): KeyUse {
  if (type === types.log) return 'log';
  if (type === types.witness) return 'witness';
  throw new ProofFault('badVerifierKey', { key: name });
}

export const signBytes = ({ seed }: SignerKey, message: Uint8Array): Uint8Array => ed25519.sign(message, seed);

/** Ed25519 as RFC 8032 has it, not the laxer ZIP 215: one signature, one verdict everywhere. */
export function isSignedBy({ publicKey }: VerifierKey, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}
