import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import {
  parsePolicy,
  ProofFault,
  sayReason,
  textOf,
  toBase64Url,
  type HeldFile,
  type TrustedPolicy,
} from '@fieldlapse/proof';

const maxFileBytes = 64e6;

/** Bytes of a file that a person named. Throws `BAD_ARGUMENT`. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxFileBytes) throw new Error(`larger than ${maxFileBytes / 1e6} MB`);
    return await readFile(path);
  } catch (cause) {
    throw new FieldlapseError('BAD_ARGUMENT', `${path}: ${(cause as Error).message}`, { cause });
  }
}

/** Text of such a file, as strict UTF-8. Throws `BAD_ARGUMENT`. */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  return proven(path, () => textOf(bytes));
}

/** A policy file with its hash. Throws `PROOF_REFUSED` with the line. */
export async function readPolicy(path: string): Promise<TrustedPolicy> {
  const bytes = await readBytes(path);
  const hash = toBase64Url(createHash('sha256').update(bytes).digest());
  return { policy: proven(path, () => parsePolicy(textOf(bytes))), hash };
}

/** Runs a reading; a fault in it becomes `PROOF_REFUSED` with the file's name. */
export function proven<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ProofFault)) throw cause;
    throw new FieldlapseError('PROOF_REFUSED', `${path}: ${sayReason(cause.reason, 'en')}`, { cause });
  }
}

/** Hash of a file, which is streamed: films are large. */
export async function hashFile(path: string): Promise<HeldFile> {
  const hash = createHash('sha256');
  try {
    for await (const part of createReadStream(path)) hash.update(part as Buffer);
  } catch (cause) {
    throw new FieldlapseError('BAD_ARGUMENT', `${path}: ${(cause as Error).message}`, { cause });
  }
  return { name: basename(path), sha256Hex: hash.digest('hex') };
}
