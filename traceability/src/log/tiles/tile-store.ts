import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeFileDurably } from '@fieldlapse/runtime';
import { asStoreError } from '@fieldlapse/store';

/** A file of a log by its path below the log's folder, such as `tile/0/000.p/5`. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Where the files of a log lie: the C2SP tlog-tiles layout, to be served as they are. A folder on disk has one, a bucket is
 * another. Errors: `STORE_FULL`, `STORE_UNWRITABLE`, `STORE_CORRUPT` of a disk; `BUCKET_UNREACHABLE`, `BUCKET_REFUSED`,
 * `LOG_OTHER_WRITER` of a bucket. After an error nobody knows what was written: the same call again makes it right.
 */
export interface TileStore {
  read(path: string): Promise<Uint8Array | undefined>;
  /** Resolves when all of them are durable: fsynced with their folders, or acknowledged by the bucket. */
  write(files: readonly LogFile[]): Promise<void>;
  /** Replaces the one file that changes; whole or not at all, durable when it resolves. */
  publish(checkpoint: string): Promise<void>;
  /** Removes a folder of partial tiles that a full tile has replaced. */
  prune(folder: string): Promise<void>;
}

export const checkpointPath = 'checkpoint';

/** The files of a log in a folder, which is made where it is missing. */
export async function openDiskTiles(folder: string): Promise<TileStore> {
  const temporary = join(folder, '.tmp');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  const translated = <T>(action: Promise<T>): Promise<T> =>
    action.catch((error: unknown) => {
      throw asStoreError(error, folder);
    });
  return {
    ...diskTileReader(folder),
    write: (files) => translated(writeAll(folder, temporary, files)),
    publish: (checkpoint) => translated(writeFileDurably(join(folder, checkpointPath), checkpoint)),
    prune: (path) => rm(join(folder, path), { recursive: true, force: true }),
  };
}

/** The files of a log that somebody else writes. */
export function diskTileReader(folder: string): Pick<TileStore, 'read'> {
  return {
    async read(path) {
      try {
        return await readFile(join(folder, path));
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw asStoreError(error, join(folder, path));
      }
    },
  };
}

const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

async function writeAll(folder: string, temporary: string, files: readonly LogFile[]): Promise<void> {
  const changed = new Set<string>();
  for (const place of new Set(files.map(({ path }) => dirname(join(folder, path))))) {
    const first = await mkdir(place, { recursive: true });
    changed.add(place);
    // A new folder is durable when the one that it stands in is.
    if (first !== undefined) for (let at = place; at.length >= first.length; at = dirname(at)) changed.add(dirname(at));
  }
  await Promise.all(
    files.map(async ({ path, bytes }) => {
      const draft = join(temporary, randomBytes(9).toString('hex'));
      const file = await open(draft, 'wx', 0o644);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, join(folder, path));
    }),
  );
  await Promise.all([...changed].map(syncFolder));
}
