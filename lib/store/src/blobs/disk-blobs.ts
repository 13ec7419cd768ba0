import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, realpath, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { FieldlapseError } from '@fieldlapse/contracts';
import { syncFolder } from '@fieldlapse/runtime';
import type { BlobStore } from '../ports.ts';
import { asStoreError, makeStoreFolder } from '../store-error.ts';
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
  await makeStoreFolder(temporary);
  await sweep(temporary).catch((error: unknown) => {
    throw asStoreError(error, temporary);
  });
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
      await publish(key, (path) => writeSynced(path, bytes)).catch(failedWrite(key));
    },
    async putFile(key, path) {
      checkBlobKey(key);
      const source = await realpath(path);
      await publish(key, (temporaryPath) => moveSynced(source, temporaryPath)).catch(failedWrite(key));
      await rm(path, { force: true });
    },
    async get(key) {
      checkBlobKey(key);
      return readFile(join(folder, key)).catch(failedRead(key));
    },
    async stream(key, from = 0, to) {
      checkBlobKey(key);
      const path = join(folder, key);
      const size = await sizeOf(path);
      if (size === undefined) throw missing(key);
      const end = Math.min(to ?? size, size);
      if (end <= from) return Readable.from([]);
      const file = await open(path, 'r').catch(failedRead(key));
      return file.createReadStream({ start: from, end: end - 1 });
    },
    async size(key) {
      checkBlobKey(key);
      return sizeOf(join(folder, key));
    },
    async delete(key) {
      checkBlobKey(key);
      await unlink(join(folder, key)).catch((error: NodeJS.ErrnoException) => {
        if (!isAbsent(error)) throw asStoreError(error, key);
      });
    },
    list(prefix) {
      checkBlobPrefix(prefix);
      return listFiles(folder, prefix);
    },
  };
}

async function sweep(temporary: string): Promise<void> {
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
    if (isAbsent(error)) return undefined;
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
  await link(path, target).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST' || (await sizeOf(target)) === undefined) throw error;
  });
}

/** No file of that name: nothing there, a folder there, or a file where the name has a folder. */
function isAbsent(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR';
}

function missing(key: string, cause?: Error): FieldlapseError {
  return new FieldlapseError('BLOB_MISSING', `no blob ${key}`, { cause });
}

function failedRead(key: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    throw isAbsent(error) ? missing(key, error) : asStoreError(error, key);
  };
}

function failedWrite(key: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code === 'ENOENT') {
      // Node's answer to a folder that a read-only file system does not let it make.
      throw new FieldlapseError('STORE_UNWRITABLE', `${key}: ${error.message}`, { cause: error });
    }
    if (error.code !== 'ENOTDIR' && error.code !== 'EEXIST') throw asStoreError(error, key);
    throw new FieldlapseError('BAD_BLOB_KEY', `${key} is a folder of another blob, or goes through one`, {
      cause: error,
    });
  };
}
