import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { openFilmExports } from '../../../../src/timelapse/exports/open-film-exports.ts';
import { made, orderOf, quick } from '../export-farm.ts';
import { paintedFilms, paintFilm } from '../painted-film.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-stills-'));
const stores = await openStores({ folder: join(folder, 'stores'), logger: silentLogger });
const parts = { stores, films: paintedFilms(folder), sites: () => [], clock: systemClock, logger: silentLogger };
const exports = await openFilmExports({ ...parts, config: { folder: join(folder, 'exports'), ...quick } });
afterAll(async () => {
  await exports.close();
  await stores.close();
  await rm(folder, { recursive: true, force: true });
});

describe('stills', () => {
  it('are the first and the last picture of a film, never a card, of one size, for a slider', async () => {
    await paintFilm(folder, {
      camera: 'ruong',
      firstDay: '2026-03-01',
      perDay: [1, 1, 0, 1, 0],
      width: 320,
      height: 180,
    });
    const { path, export: done } = await made(exports, orderOf({ camera: 'ruong', kind: 'season', format: 'stills' }));
    expect(done).toMatchObject({ mediaType: 'application/zip', fileName: expect.stringMatching(/\.zip$/) as string });
    const files = unzipSync(await readFile(path));
    expect(Object.keys(files).sort()).toEqual(['after.jpg', 'before.jpg', 'pair.json']);
    expect(JSON.parse(Buffer.from(files['pair.json'] ?? []).toString())).toEqual({
      ...{ v: 1, site: 'demo', camera: 'ruong', width: 320, height: 180 },
      before: { file: 'before.jpg', day: '2026-03-01', observedAt: Date.parse('2026-03-01T08:00:00+07:00') },
      after: { file: 'after.jpg', day: '2026-03-04', observedAt: Date.parse('2026-03-04T08:00:00+07:00') },
    });
    const sizes = await Promise.all(
      ['before.jpg', 'after.jpg'].map((name) => sharp(Buffer.from(files[name] ?? [])).metadata()),
    );
    expect(sizes.map(({ width, height, format }) => [width, height, format])).toEqual([
      [320, 180, 'jpeg'],
      [320, 180, 'jpeg'],
    ]);
    expect(Buffer.from(files['before.jpg'] ?? [])).not.toEqual(Buffer.from(files['after.jpg'] ?? []));
  });
});
