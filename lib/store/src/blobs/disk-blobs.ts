import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, realpath, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { FieldlapseError } from '@fieldlapse/contracts';
import { syncFolder } from '@fieldlapse/runtime';
import type { BlobStore } from '../ports.ts';
import { asStoreError } from '../store-error.ts';
import { checkBlobKey, checkBlobPrefix } from './blob-key.ts';
import { listFiles } from './list-files.ts';

// A key's segment never starts with a dot, so no key reaches into it.
const temporaryFolder = '.tmp';

/**
 * Blobs as files under `folder`, the key being the path. A file appears under its key only whole and fsynced: it is
 * written elsewhere and linked. Temporary files that an earlier run left are removed here. One process owns the folder.
 */
export async function openDiskBlobs(folder: string): Promise<BlobStore> {
  const temporary = join(folder, temporaryFolder);
  await sweep(temporary).catch(rethrow(temporary));
  let counter = 0;

  async function publish(key: string, write: (path: string) => Promise<void>): Promise<void> {
    const target = join(folder, key);
    const path = join(temporary, `${(counter += 1)}`);
    try {
      await makeFolders(dirname(target));
      if ((await sizeOf(target)) === undefined) {
        await write(path);
        await linkNew(path, target);
      }
      // Also where the key existed: the put that made it may not have come so far.
      await syncFolder(dirname(target));
    } finally {
      await rm(path, { force: true });
    }
  }

  return {
    async put(key, bytes) {
      checkBlobKey(key);
      await publish(key, (path) => writeSynced(path, bytes)).catch(rethrow(key));
    },
    async putFile(key, path) {
      checkBlobKey(key);
      const source = await realpath(path);
      await publish(key, (temporaryPath) => moveSynced(source, temporaryPath)).catch(rethrow(key));
      await rm(path, { force: true });
    },
    async get(key) {
      checkBlobKey(key);
      return readFile(join(folder, key)).catch(rethrow(key));
    },
    async stream(key, from = 0, to) {
      checkBlobKey(key);
      const handle = await open(join(folder, key), 'r').catch(rethrow(key));
      if (to === undefined) return handle.createReadStream({ start: from });
      if (to > from) return handle.createReadStream({ start: from, end: to - 1 });
      await handle.close();
      return Readable.from([]);
    },
    async size(key) {
      checkBlobKey(key);
      return sizeOf(join(folder, key));
    },
    async delete(key) {
      checkBlobKey(key);
      await rm(join(folder, key), { force: true }).catch(rethrow(key));
    },
    list(prefix) {
      checkBlobPrefix(prefix);
      return listFiles(folder, prefix);
    },
  };
}

async function sweep(temporary: string): Promise<void> {
  await mkdir(temporary, { recursive: true });
  for (const name of await readdir(temporary)) await unlink(join(temporary, name));
}

/** Makes missing folders durably. */
async function makeFolders(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw asStoreError(error, path);
  });
  return found?.isFile() ? found.size : undefined;
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives `target` the bytes of `source`: a second link where they share a file system, else a copy. */
async function moveSynced(source: string, target: string): Promise<void> {
  await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_EXCL));
  const file = await open(target, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Links a file to its name unless that name is taken. */
async function linkNew(path: string, target: string): Promise<void> {
  await link(path, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

function rethrow(key: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR')
      throw new FieldlapseError('BLOB_MISSING', key, { cause: error });
    if (error.code === 'ENOTDIR' || error.code === 'EEXIST') {
      throw new FieldlapseError('BAD_BLOB_KEY', `${key}: a part of it is the key of another blob`, { cause: error });
    }
    throw asStoreError(error, key);
  };
}
