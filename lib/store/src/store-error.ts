import { mkdir } from 'node:fs/promises';
import { FieldlapseError, type ErrorCode } from '@fieldlapse/contracts';

// Primary result codes of SQLite [https://sqlite.org/rescode.html].
const bySqliteCode: Partial<Record<number, ErrorCode>> = {
  3: 'STORE_UNWRITABLE', // PERM
  8: 'STORE_UNWRITABLE', // READONLY
  11: 'STORE_CORRUPT', // CORRUPT
  13: 'STORE_FULL', // FULL
  14: 'STORE_UNWRITABLE', // CANTOPEN
  26: 'STORE_CORRUPT', // NOTADB
};
// IOERR_SHMSIZE: the file could not grow, which a full disk does to the WAL index before it reports FULL.
const sharedMemorySizeFailed = 4874;

const bySystemCode: Record<string, ErrorCode> = {
  ENOSPC: 'STORE_FULL',
  EDQUOT: 'STORE_FULL',
  EACCES: 'STORE_UNWRITABLE',
  EPERM: 'STORE_UNWRITABLE',
  EROFS: 'STORE_UNWRITABLE',
};

function codeOf(error: Error & { code?: unknown; errcode?: unknown }): ErrorCode | undefined {
  if (typeof error.errcode === 'number') {
    return error.errcode === sharedMemorySizeFailed ? 'STORE_FULL' : bySqliteCode[error.errcode & 0xff];
  }
  return typeof error.code === 'string' ? bySystemCode[error.code] : undefined;
}

/**
 * What a store throws for an error of SQLite or the file system at `place` (a file or key): `STORE_FULL`,
 * `STORE_UNWRITABLE` or `STORE_CORRUPT` where it is one of those, else the error itself.
 */
export function asStoreError(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || error instanceof FieldlapseError) return error;
  const code = codeOf(error);
  return code ? new FieldlapseError(code, `${place}: ${error.message}`, { cause: error }) : error;
}

/** Makes a folder of a store, and those around it. Throws `STORE_FULL`, and `STORE_UNWRITABLE` whatever else prevents it. */
export async function makeStoreFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const known = asStoreError(error, path);
    if (known instanceof FieldlapseError) throw known;
    // Node names a read-only file system, and a file where a folder should be, by several codes.
    throw new FieldlapseError('STORE_UNWRITABLE', `${path}: ${(error as Error).message}`, { cause: error });
  }
}
