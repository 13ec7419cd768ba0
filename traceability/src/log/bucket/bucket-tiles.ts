import { FieldlapseError } from '@fieldlapse/contracts';
import { maxBytesOf } from '../tiles/file-limits.ts';
import { checkpointPath, type LogFile, type TileStore } from '../tiles/tile-store.ts';
import { openBucket, type BucketOptions } from './open-bucket.ts';

export interface BucketTilesOptions extends BucketOptions {
  /** Folders in the bucket, each with a slash at its end; may be empty. */
  readonly prefix: string;
  /** Name of the log: its files lie below, so that the log that takes over from one has a place of its own. */
  readonly origin: string;
}

const putsAtOnce = 8;
const forEver = { mediaType: 'application/octet-stream', cacheControl: 'public, max-age=31536000, immutable' };
const noCache = { mediaType: 'text/plain; charset=utf-8', cacheControl: 'no-cache' };

/** The checkpoint in the bucket as this writer knows it; no ETag where there is none. */
interface Known {
  readonly text: string;
  readonly etag: string;
}

/**
 * The files of a log in a bucket below `PREFIX/ORIGIN/`, with media types and caching as C2SP tlog-tiles asks for them. A PUT is
 * whole or not at all and durable once it is acknowledged. Before each batch, and where the server knows conditions also with
 * the checkpoint itself, it is seen whether the published checkpoint is still that of this writer: `LOG_OTHER_WRITER`.
 */
export async function openBucketTiles(options: BucketTilesOptions): Promise<TileStore> {
  const bucket = await openBucket(options);
  const root = `${options.prefix}${options.origin}/`;
  let known: Known | undefined;
  /** What was sent and never answered: it may stand there, and is ours. */
  const sent = new Set<string>();
  let hasConditions = true;

  async function readCheckpoint(): Promise<Known> {
    const found = await bucket.get(root + checkpointPath, maxBytesOf(checkpointPath));
    return { text: Buffer.from(found?.bytes ?? []).toString(), etag: found?.etag ?? '' };
  }

  async function mustBeOurs(): Promise<void> {
    const found = await readCheckpoint();
    // Absent, it was taken away by hand, and is written again.
    const isOurs = known === undefined || found.text === known.text || found.text === '' || sent.has(found.text);
    if (!isOurs)
      throw new FieldlapseError('LOG_OTHER_WRITER', `${root}${checkpointPath} was replaced by somebody else`);
    known = found;
  }

  async function publish(text: string): Promise<void> {
    sent.add(text);
    for (let isLast = false; ; isLast = true) {
      if (known === undefined || isLast) await mustBeOurs();
      if (known?.text === text) return;
      const condition = hasConditions && { ifMatch: known?.etag || 'none' };
      const put = await bucket.put(root + checkpointPath, Buffer.from(text), { ...noCache, ...condition });
      if (put.outcome === 'stored') return void (known = { text, etag: put.etag });
      if (put.outcome === 'unknown') hasConditions = false;
      else if (isLast)
        throw new FieldlapseError('LOG_OTHER_WRITER', `${root}${checkpointPath} changes while it is written`);
    }
  }

  return {
    async read(path) {
      const found = await bucket.get(root + path, maxBytesOf(path));
      if (path === checkpointPath)
        known ??= { text: Buffer.from(found?.bytes ?? []).toString(), etag: found?.etag ?? '' };
      return found?.bytes;
    },
    async write(files) {
      await mustBeOurs();
      await inTurns(files, ({ path, bytes }) => bucket.put(root + path, bytes, forEver));
    },
    async publish(text) {
      await publish(text);
      sent.clear();
    },
    prune: (folder) => bucket.removeBelow(`${root}${folder}/`),
  };
}

/** Some at a time; after an error no more are begun, and it is thrown once the others have ended. */
async function inTurns(files: readonly LogFile[], put: (file: LogFile) => Promise<unknown>): Promise<void> {
  const waiting = [...files];
  const errors: unknown[] = [];
  async function work(): Promise<void> {
    for (let file = waiting.shift(); file && errors.length === 0; file = waiting.shift())
      await put(file).catch((error: unknown) => errors.push(error));
  }
  await Promise.all(Array.from({ length: putsAtOnce }, work));
  if (errors.length > 0) throw errors[0];
}
