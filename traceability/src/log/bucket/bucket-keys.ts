import { readFile, stat } from 'node:fs/promises';
import { FieldlapseError } from '@fieldlapse/contracts';
import { z } from 'zod';

const keysFile = z.strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });

/** Keys of a bucket. A secret: they stand in a file of mode 0600 and in no message. */
export type BucketKeys = z.infer<typeof keysFile>;

/** Reads the keys. Throws `BUCKET_KEYS_REFUSED` where the file is missing, damaged or readable by others. */
export async function readBucketKeys(path: string): Promise<BucketKeys> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw refused(`${path} is not there`);
  if ((found.mode & 0o077) !== 0) throw refused(`${path} may be read by others`);
  try {
    return keysFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // The cause is left out: it could quote the key.
    throw refused(`${path} is damaged`);
  }
}

const refused = (what: string) => new FieldlapseError('BUCKET_KEYS_REFUSED', what);
