import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openFilmCache } from '../../../src/timelapse/films/film-cache.ts';

const cacheFolder = await mkdtemp(join(tmpdir(), 'fieldlapse-cache-'));
afterEach(() => rm(cacheFolder, { recursive: true, force: true }));
const ofBytes = (bytes: number) => (path: string) => writeFile(path, Buffer.alloc(bytes));

it('drops the films asked for longest ago, but none that was handed out just now', async () => {
  const cache = await openFilmCache({ cacheFolder, maxCacheBytes: 250 });
  const [old, recent] = [await cache.file('old.mp4', ofBytes(100)), await cache.file('recent.mp4', ofBytes(100))];
  const yesterday = new Date(Date.now() - 86_400_000);
  await utimes(old.path, yesterday, yesterday);
  await cache.file('third.mp4', ofBytes(100));
  expect((await readdir(cacheFolder)).sort()).toEqual(['recent.mp4', 'third.mp4']);
  await cache.file('fourth.jpg', ofBytes(100));
  expect(await readdir(cacheFolder)).toHaveLength(3);
  expect(recent.bytes).toBe(100);
});

it('leaves nothing behind when writing fails', async () => {
  const cache = await openFilmCache({ cacheFolder, maxCacheBytes: 250 });
  const fails = async (path: string): Promise<void> => {
    await writeFile(path, 'half');
    throw new Error('the disk is full');
  };
  await expect(cache.file('film.mp4', fails)).rejects.toThrow('the disk is full');
  expect(await readdir(cacheFolder)).toEqual([]);
});
