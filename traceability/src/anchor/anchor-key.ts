import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';

/** Private key of the chain account, `0x` and 64 hex digits. A secret. */
export type AnchorKey = `0x${string}`;

/** Makes the key of a new chain account. Throws `ANCHOR_KEY_REFUSED` where the file is there already. */
export async function createAnchorKey(path: string): Promise<AnchorKey> {
  if (existsSync(path))
    throw new FieldlapseError('ANCHOR_KEY_REFUSED', `${path} is there already: it is never overwritten`);
  const key: AnchorKey = `0x${randomBytes(32).toString('hex')}`;
  await writeFileDurably(path, `${key}\n`, 0o600);
  return key;
}

/** Reads it. Throws `ANCHOR_KEY_REFUSED` where the file is missing, damaged or readable by others; never quotes it. */
export async function readAnchorKey(path: string): Promise<AnchorKey> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new FieldlapseError(
      'ANCHOR_KEY_REFUSED',
      `${path} is not there: \`fieldlapse log anchor account\` makes one`,
    );
  if ((found.mode & 0o077) !== 0) throw new FieldlapseError('ANCHOR_KEY_REFUSED', `${path} may be read by others`);
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^0x[0-9a-f]{64}$/.test(text))
    throw new FieldlapseError('ANCHOR_KEY_REFUSED', `${path} is no key: 0x and 64 hex digits`);
  return text as AnchorKey;
}
