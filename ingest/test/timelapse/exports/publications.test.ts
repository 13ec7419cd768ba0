import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openFilmExports } from '../../../src/timelapse/exports/open-film-exports.ts';
import { openFilmPublications, publishFilm } from '../../../src/timelapse/exports/publications.ts';
import { ended, made, orderOf, quick } from './export-farm.ts';
import { paintedFilms, paintFilm } from './painted-film.ts';

vi.setConfig({ testTimeout: 120_000 });
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldlapse-publications-'));
  await paintFilm(folder, { camera: 'ruong', firstDay: '2026-03-01', perDay: [6, 6] });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const order = orderOf({ camera: 'ruong', kind: 'season' });
const published = () => join(folder, 'published');

async function open(config: { publishedFolder?: string } = { publishedFolder: published() }) {
  const stores = await openStores({ folder, logger: silentLogger });
  const exports = await openFilmExports({
    ...{ stores, films: paintedFilms(folder), sites: () => [], clock: systemClock, logger: silentLogger },
    config: { folder: join(folder, 'exports'), ...quick, ...config },
  });
  return {
    ...exports,
    /** All that the feed tells. */
    async told() {
      const feed = await openFilmPublications(stores.records);
      const films = await feed.after(0, 100);
      await feed.close();
      return films;
    },
    async close() {
      await exports.close();
      await stores.close();
    },
  };
}

it('an export whose order says nothing of it is not published', async () => {
  const exports = await open();
  await made(exports, order);
  await made(exports, { ...order, publish: false });
  expect(await exports.told()).toEqual([]);
  expect(existsSync(published())).toBe(false);
  await exports.close();
});

it('an export that is ordered to be published is kept by its hash and told once, also where it is ordered again', async () => {
  const exports = await open();
  const { path, export: done } = await made(exports, { ...order, publish: true });
  const file = await readFile(path);
  const sha256 = createHash('sha256').update(file).digest('hex');
  await made(exports, { ...order, publish: true });
  expect(await exports.told()).toEqual([
    {
      ...{ seq: 1, export: done.id, site: 'demo', camera: 'ruong', lastDay: '2026-03-02' },
      ...{ publishedAt: expect.any(Number) as number, mediaType: 'video/mp4', bytes: file.length, sha256 },
    },
  ]);
  expect(await readdir(published())).toEqual([sha256]);
  expect(await readFile(join(published(), sha256))).toEqual(file);
  // Given up, and wanted again: it is the same film.
  await exports.cancel(done.id);
  expect(await readdir(published())).toEqual([sha256]);
  await made(exports, { ...order, publish: true });
  expect(await exports.told()).toHaveLength(1);
  await exports.close();
});

it('a crash between the publication and its note is made good without telling the film twice', async () => {
  const first = await open();
  const { export: done } = await made(first, { ...order, publish: true });
  await first.close();
  const records = new DatabaseSync(join(folder, 'records', 'exports.sqlite'));
  records.exec("update exports set state = 'running', bytes = null, endedAt = null");
  records.close();
  const second = await open();
  expect(await ended(second, done.id)).toMatchObject({ state: 'ready' });
  expect(await second.told()).toHaveLength(1);
  await second.close();
});

it('a film of a command is published beside the server that makes others, once', async () => {
  const exports = await open();
  await made(exports, { ...order, publish: true });
  const path = join(folder, 'film.webm');
  await writeFile(path, 'as good as a film');
  const stores = await openStores({ folder, logger: silentLogger });
  const film = { made: { id: 'by-hand', path, lastDay: '2026-03-02' }, order: { ...order, format: 'webm' as const }, publishedAt: 5 }; // prettier-ignore
  await publishFilm(stores.records, published(), film);
  await publishFilm(stores.records, published(), { ...film, publishedAt: 6 });
  await stores.close();
  const [, told, ...more] = await exports.told();
  const sha256 = createHash('sha256').update('as good as a film').digest('hex');
  expect(told).toEqual({
    ...{ seq: 2, export: 'by-hand', site: 'demo', camera: 'ruong', lastDay: '2026-03-02', publishedAt: 5 },
    ...{ mediaType: 'video/webm', bytes: 17, sha256 },
  });
  expect(more).toEqual([]);
  expect(await readdir(published())).toContain(sha256);
  await exports.close();
});

it.each([
  ['a format that pages do not play', { format: 'gif' as const }],
  ['two cameras beside each other', { compare: { site: 'demo', camera: 'ruong', kind: 'season', align: 'date' } as const }],
])('%s is not published, and says so', async (_what, more) => {
  const exports = await open();
  await expect(exports.order({ ...order, ...more, publish: true })).rejects.toMatchObject({ code: 'BAD_EXPORT', message: expect.stringContaining('publish') as string }); // prettier-ignore
  await exports.close();
}); // prettier-ignore

it('a server without a place for published films refuses the order', async () => {
  const exports = await open({});
  await expect(exports.order({ ...order, publish: true })).rejects.toMatchObject({ code: 'BAD_EXPORT' });
  await exports.close();
});
