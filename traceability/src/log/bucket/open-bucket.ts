import { createHash } from 'node:crypto';
import { FieldlapseError } from '@fieldlapse/contracts';
import { boundedBody } from '../tiles/file-limits.ts';
import { askBucket, unreachable } from './bucket-answers.ts';
import type { BucketKeys } from './bucket-keys.ts';

export interface BucketOptions {
  /** `https://host`; the bucket stands in the path. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly keys: BucketKeys;
  /** Longest wait for one answer. */
  readonly timeoutMs?: number;
  /** Aborted, nothing is tried again any more. */
  readonly signal?: AbortSignal;
}

export interface StoredObject {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

interface PutOptions {
  readonly mediaType: string;
  readonly cacheControl: string;
  /** Replaces only what has this ETag; `none` replaces nothing. */
  readonly ifMatch?: string;
}

type PutOutcome = { readonly outcome: 'stored'; readonly etag: string } | { readonly outcome: 'refused' | 'unknown' };

/** Objects of a bucket. Everything throws `BUCKET_UNREACHABLE` and `BUCKET_REFUSED`. */
export interface Bucket {
  /** Throws `LOG_EDITED` where the object is larger than `maxBytes`. */
  get(key: string, maxBytes: number): Promise<StoredObject | undefined>;
  /** Resolves once the bucket has acknowledged the whole object, or refuses the condition, or does not know conditions. */
  put(key: string, bytes: Uint8Array, options: PutOptions): Promise<PutOutcome>;
  /** Removes everything below a folder. */
  removeBelow(folder: string): Promise<void>;
}

/** Opens a bucket of any server that speaks S3 (signature version 4, the bucket in the path). */
export async function openBucket(options: BucketOptions): Promise<Bucket> {
  const { endpoint, bucket, region, keys, timeoutMs = 10_000, signal } = options;
  const { S3mini } = await import('s3mini');
  const root = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  const ask = { place: root, timeoutMs, signal };
  const s3 = new S3mini({
    ...keys,
    ...{ endpoint: root, region },
    fetch: async (input, init) => askBucket(input instanceof Request ? input.url : String(input), init ?? {}, ask),
  });

  return {
    async get(key, maxBytes) {
      const response = await s3.getObjectResponse(key);
      if (!response) return undefined;
      const bytes = await boundedBody(response, maxBytes).catch((error: unknown) => {
        throw unreachable(root, error);
      });
      if (!bytes) throw new FieldlapseError('LOG_EDITED', `${key} is larger than it may be`);
      return { bytes, etag: response.headers.get('etag') ?? '' };
    },
    async put(key, bytes, { mediaType, cacheControl, ifMatch }) {
      const headers: Record<string, string> = {
        'cache-control': cacheControl,
        // So that the bucket takes the whole object or nothing, whatever stands between us.
        'content-md5': createHash('md5').update(bytes).digest('base64'),
        ...(ifMatch !== undefined && (ifMatch === 'none' ? { 'if-none-match': '*' } : { 'if-match': ifMatch })),
      };
      try {
        const { headers: answer } = await s3.putObject(key, bytes, mediaType, undefined, headers);
        return { outcome: 'stored', etag: answer.get('etag') ?? '' };
      } catch (error) {
        const { status } = error as { status?: number };
        if (ifMatch !== undefined && status === 501) return { outcome: 'unknown' };
        if (ifMatch !== undefined && (status === 404 || status === 409 || status === 412))
          return { outcome: 'refused' };
        if (error instanceof FieldlapseError) throw error;
        throw new FieldlapseError('BUCKET_REFUSED', `${root}: ${(error as Error).message}`, { cause: error });
      }
    },
    async removeBelow(folder) {
      for (const { Key } of (await s3.listObjects('/', folder)) ?? []) await s3.deleteObject(Key);
    },
  };
}
