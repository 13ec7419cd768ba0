import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { syncFolder } from '@fieldlapse/runtime';

/**
 * Makes a file whole or not at all: `write` fills a file beside it, which is renamed once it is durable. What a crash has
 * left of an earlier attempt is overwritten: one writer at a time. Throws what `write` throws.
 */
export async function wholeFile(path: string, write: (part: string) => Promise<unknown>): Promise<void> {
  const part = `${path}.part`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await rm(part, { force: true });
    await write(part);
    const file = await open(part, 'r');
    await file.sync().finally(() => file.close());
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Size in bytes; undefined where there is no such file. */
export function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** Throws `STORE_FULL` where less than `minFreeBytes` are free beside `folder`: what is left belongs to new frames. */
export async function requireSpace(folder: string, minFreeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= minFreeBytes) return;
  const [free, wanted] = [bavail * bsize, minFreeBytes].map((bytes) => `${Math.floor(bytes / 2 ** 20)} MiB`);
  throw new FieldlapseError('STORE_FULL', `only ${free} are free, exports leave ${wanted} to new frames`);
}

/** A full disk by its own name, whoever met it; every other error as it is. */
export function asDiskError(error: unknown): unknown {
  const met = error instanceof FieldlapseError ? error.message : ((error as NodeJS.ErrnoException)?.code ?? '');
  if (!/ENOSPC|EDQUOT|No space left|quota exceeded/i.test(met)) return error;
  return new FieldlapseError('STORE_FULL', 'the disk of the exports is full', { cause: error });
}

/** A finished file: when it was last asked for (real UTC ms), and its size. */
interface KeptFile {
  readonly name: string;
  readonly bytes: number;
  readonly usedAt: number;
}

// A file that was handed out stays so long, whatever the limits: it is being sent to somebody.
const promisedMs = 60 * 60_000;

/** Removes files over the age or, the longest unused first, over the bytes; returns the names that went. */
export async function evict(
  folder: string,
  limits: { readonly maxBytes: number; readonly keepMs: number },
  now: number,
): Promise<string[]> {
  const kept: KeptFile[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found) kept.push({ name, bytes: found.size, usedAt: found.mtimeMs });
  }
  let bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
  const gone: string[] = [];
  for (const file of kept.sort((a, b) => a.usedAt - b.usedAt)) {
    const old = file.usedAt < now - limits.keepMs;
    if (file.usedAt > now - promisedMs || (!old && bytes <= limits.maxBytes)) continue;
    await rm(join(folder, file.name), { force: true });
    bytes -= file.bytes;
    gone.push(file.name);
  }
  return gone;
}
