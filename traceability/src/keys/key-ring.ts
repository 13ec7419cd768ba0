import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { FieldlapseError } from '@fieldlapse/contracts';
import {
  parseSigner,
  ProofFault,
  signerOf,
  signerText,
  toBase64Url,
  type OriginHead,
  type SignerKey,
} from '@fieldlapse/proof';
import { writeFileDurably } from '@fieldlapse/runtime';
import { z } from 'zod';

/** Keys of a log and what belongs to them. A secret: the file has mode 0600 and stays on this machine. */
export interface KeyRing {
  /** Name of the log: an address without its scheme. */
  readonly origin: string;
  /** Tag of the chain of the log's own entries. */
  readonly chain: string;
  /** Each signs every checkpoint: during a rotation there are two. */
  readonly signers: readonly SignerKey[];
  /** Final head of the log that this one takes over from. */
  readonly from?: OriginHead;
  /** Set when the log was closed for good. */
  readonly frozen?: { readonly size: number; readonly at: number };
}

const fileShape = z.strictObject({
  v: z.literal(1),
  origin: z.string(),
  chain: z.string(),
  keys: z.array(z.string()).min(1).max(4),
  from: z.strictObject({ o: z.string(), n: z.int(), h: z.string() }).optional(),
  frozen: z.strictObject({ size: z.int(), at: z.int() }).optional(),
});

/** Makes the keys of a new log. Throws `LOG_KEY_REFUSED` where the file is there already or the name cannot be one. */
export async function createKeyRing(path: string, origin: string, from?: OriginHead): Promise<KeyRing> {
  if (existsSync(path))
    throw new FieldlapseError('LOG_KEY_REFUSED', `${path} is there already: it is never overwritten`);
  const chain = toBase64Url(randomBytes(16));
  const ring: KeyRing = { origin, chain, signers: [newSigner(origin)], ...(from && { from }) };
  await saveKeyRing(path, ring);
  return ring;
}

/** A fresh key of that name. Throws `LOG_KEY_REFUSED`. */
export function newSigner(origin: string): SignerKey {
  try {
    return signerOf(origin, 'log', new Uint8Array(randomBytes(32)));
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('LOG_KEY_REFUSED', `"${origin}" cannot name a log: no spaces, no plus`, { cause });
  }
}

/** Reads the keys. Throws `LOG_KEY_REFUSED` where the file is missing, damaged or readable by others. */
export async function readKeyRing(path: string): Promise<KeyRing> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new FieldlapseError('LOG_KEY_REFUSED', `${path} is not there: \`fieldlapse log key create\` makes one`);
  if ((found.mode & 0o077) !== 0) throw new FieldlapseError('LOG_KEY_REFUSED', `${path} may be read by others`);
  const parsed = fileShape.safeParse(parseText(await readFile(path, 'utf8')));
  if (!parsed.success) throw new FieldlapseError('LOG_KEY_REFUSED', `${path} is damaged`);
  const { origin, chain, keys, from, frozen } = parsed.data;
  try {
    const signers = keys.map(parseSigner);
    if (signers.some(({ name, use }) => name !== origin || use !== 'log')) throw new ProofFault('badVerifierKey');
    return { origin, chain, signers, ...(from && { from }), ...(frozen && { frozen }) };
  } catch (cause) {
    // The cause is left out: it could quote the key.
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('LOG_KEY_REFUSED', `${path} holds a key that is none of ${origin}`);
  }
}

export async function saveKeyRing(path: string, { signers, ...ring }: KeyRing): Promise<void> {
  const text = JSON.stringify({ v: 1, ...ring, keys: signers.map(signerText) }, null, 2);
  await writeFileDurably(path, `${text}\n`, 0o600);
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
