import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { keyText, parsePolicy, toBase64Url, toHex, type TrustedPolicy } from '@fieldlapse/proof';
import { createKeyRing, readKeyRing, type KeyRing, type TraceabilityConfig } from '@fieldlapse/traceability';
import type { DataFolder } from '../data-folder.ts';
import { proven } from './read-files.ts';

/**
 * The keys of our log. They are made at the first start once people have said under which address the record is public, which
 * names the log; undefined before. Throws `LOG_KEY_REFUSED`.
 */
export async function ownKeys(folder: DataFolder, { publicUrl }: TraceabilityConfig): Promise<KeyRing | undefined> {
  if (existsSync(folder.traceKeys)) return readKeyRing(folder.traceKeys);
  if (publicUrl === undefined) return undefined;
  return createKeyRing(folder.traceKeys, `${publicUrl.replace(/^https?:\/\//, '')}/log`);
}

/** The policy that we publish, with its text: the configured file, else our own key without witnesses. Throws `PROOF_REFUSED`. */
export async function ownPolicy(
  folder: DataFolder,
  config: TraceabilityConfig,
  keys: KeyRing,
): Promise<TrustedPolicy & { readonly text: string }> {
  const text = config.policy === undefined ? policyText(keys) : await readOwn(join(folder.root, config.policy));
  const hash = toBase64Url(createHash('sha256').update(text).digest());
  return { text, hash, policy: proven(config.policy ?? 'policy', () => parsePolicy(text)) };
}

/** Keys as a policy that asks for no witnesses: what everybody may know of them. */
export function policyText({ origin, signers }: KeyRing): string {
  const lines = signers.map((signer) => `# key ${toHex(signer.id)}\nlog ${keyText(signer)}`);
  return `# ${origin}\n${lines.join('\n')}\nquorum none\n`;
}

async function readOwn(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new FieldlapseError('BAD_ARGUMENT', `traceability.policy: ${path}: ${(cause as Error).message}`, { cause });
  }
}
