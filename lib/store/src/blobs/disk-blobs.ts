import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
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
/** No write takes so long: an older temporary file is what a crash left. */
const abandonedAfterMs = 3_600_000;

/**
 * Blobs as files under `folder`, the key being the path. A file appears under its key only whole and fsynced: it is
 * written elsewhere and linked. Several processes may share the folder. Throws `STORE_UNWRITABLE`, `STORE_FULL`.
 */
export async function openDiskBlobs(folder: string): Promise<BlobStore> {
  const temporary = join(folder, temporaryFolder);
  await makeStoreFolder(temporary);
  await sweep(temporary).catch((error: unknown) => {
    throw asStoreError(error, temporary);
  });

  async function publish(key: string, bring: (target: string, path: string) => Promise<void>): Promise<void> {
    const target = join(folder, key);
    const path = join(temporary, randomUUID());
    try {
      await makeFolders(dirname(target));
      if ((await sizeOf(target)) === undefined) await bring(target, path);
      // Also where the key existed: the put that made it may not have come so far.
      await syncFolder(dirname(target));
    } finally {
      await rm(path, { force: true });
    }
  }

  return {
    async put(key, bytes) {
      checkBlobKey(key);
      await publish(key, (target, path) => bringBytes(bytes, target, path)).catch(failedWrite(key));
    },
    async putFile(key, path) {
      checkBlobKey(key);
      const source = await realpath(path);
      await publish(key, (target, temporaryPath) => bringFile(source, target, temporaryPath)).catch(failedWrite(key));
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
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
  }
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

/** Writes bytes to a temporary path and, once they are durable, gives them their name. */
async function bringBytes(bytes: Uint8Array, target: string, temporaryPath: string): Promise<void> {
  const file = await open(temporaryPath, 'wx', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await linkNew(temporaryPath, target);
}

/** Gives a file its name as a blob: by a second link where both places share a file system, else by a copy. */
async function bringFile(source: string, target: string, temporaryPath: string): Promise<void> {
  await syncFile(source);
  try {
    await linkNew(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await copyFile(source, temporaryPath, constants.COPYFILE_EXCL);
    await syncFile(temporaryPath);
    await linkNew(temporaryPath, target);
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives a file a second name unless that one is taken; a file system without links (exFAT) moves it. */
async function linkNew(path: string, target: string): Promise<void> {
  try {
    await link(path, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EXDEV') throw error;
    const taken = (await sizeOf(target)) !== undefined;
    if (code === 'EPERM' && !taken) await rename(path, target);
    else if (!taken) throw error;
  }
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
