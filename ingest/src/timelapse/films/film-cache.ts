import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Finished films and sheets as files named by their hash, bounded in bytes. */
export interface FilmCache {
  /**
   * The film's file, made by `write` (to a path that is renamed once whole) where it is absent. Who asks for a film that
   * is being made waits for it.
   */
  file(name: string, write: (path: string) => Promise<void>): Promise<{ path: string; bytes: number }>;
  /** Removes the folder where it was a temporary one. */
  close(): Promise<void>;
}

// A file that was handed out stays so long, whatever the limit: it is being sent to somebody.
const keepMs = 60 * 60_000;

export async function openFilmCache({
  cacheFolder,
  maxCacheBytes,
}: {
  cacheFolder?: string | undefined;
  maxCacheBytes: number;
}): Promise<FilmCache> {
  const folder = cacheFolder ?? (await mkdtemp(join(tmpdir(), 'fieldlapse-films-')));
  await mkdir(folder, { recursive: true });
  await removeUnfinished(folder);
  const making = new Map<string, Promise<unknown>>();
  return {
    async file(name, write) {
      const path = join(folder, name);
      for (;;) {
        const known = await sizeOf(path);
        if (known !== undefined) {
          const now = new Date();
          await utimes(path, now, now);
          return { path, bytes: known };
        }
        // Another's failure, or abort, is not ours: look again, and make it where it is still absent.
        const others = making.get(name);
        if (others) {
          await others.catch(() => {});
          continue;
        }
        const work = make(path, write);
        making.set(name, work);
        try {
          await work;
        } finally {
          making.delete(name);
        }
        await evict(folder, maxCacheBytes);
      }
    },
    async close() {
      if (cacheFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function make(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await write(unfinished);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What a crash left; what is younger may be another process's work. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const unfinished = name.endsWith('.part') || name.startsWith('join-');
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (unfinished && mtimeMs < Date.now() - keepMs) await rm(path, { recursive: true, force: true });
  }
}

/** Removes the films that were asked for longest ago. */
async function evict(folder: string, maxBytes: number): Promise<void> {
  const films: { path: string; bytes: number; usedAt: number }[] = [];
  for (const name of await readdir(folder)) {
    if (!/\.(mp4|jpg)$/.test(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found) films.push({ path, bytes: found.size, usedAt: found.mtimeMs });
  }
  let bytes = films.reduce((sum, film) => sum + film.bytes, 0);
  for (const film of films.sort((a, b) => a.usedAt - b.usedAt)) {
    if (bytes <= maxBytes || film.usedAt > Date.now() - keepMs) return;
    await rm(film.path, { force: true });
    bytes -= film.bytes;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
