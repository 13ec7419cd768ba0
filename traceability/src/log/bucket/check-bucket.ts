import { randomUUID } from 'node:crypto';
import { FieldlapseError } from '@fieldlapse/contracts';
import { openBucket, type BucketOptions } from './open-bucket.ts';

/** What a bucket was seen to do. */
export interface CheckedBucket {
  /** Whether it keeps an object that was to be new from being replaced: else two writers may miss each other for a moment. */
  readonly hasConditions: boolean;
}

/**
 * Does in a bucket all that a log does there, with a small object of its own below `PREFIX/fieldlapse-doctor/`, which it takes
 * away again. Throws `BUCKET_UNREACHABLE` and `BUCKET_REFUSED`, with what was tried.
 */
export async function checkBucket(options: BucketOptions & { readonly prefix: string }): Promise<CheckedBucket> {
  const bucket = await openBucket(options);
  const folder = `${options.prefix}fieldlapse-doctor/`;
  const key = `${folder}${randomUUID()}`;
  const bytes = Buffer.from('written by `fieldlapse doctor`; may be deleted\n');
  const headers = { mediaType: 'text/plain; charset=utf-8', cacheControl: 'no-cache' };
  // Without the right to list, S3 says of what is not there that it may not be read.
  await trying('looking for what is not there', () => bucket.get(key, bytes.length));
  await trying('writing', () => bucket.put(key, bytes, headers));
  const again = await trying('writing', () => bucket.put(key, bytes, { ...headers, ifMatch: 'none' }));
  await trying('reading', () => bucket.get(key, bytes.length));
  await trying('listing and deleting', () => bucket.removeBelow(folder));
  return { hasConditions: again.outcome === 'refused' };
}

async function trying<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof FieldlapseError)) throw cause;
    throw new FieldlapseError(cause.code, `${what}: ${cause.message}`, { cause });
  }
}
