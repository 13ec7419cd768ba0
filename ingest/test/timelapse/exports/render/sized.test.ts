import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { openFilmExports } from '../../../../src/timelapse/exports/open-film-exports.ts';
import { ended, made, orderOf, probed, quick } from '../export-farm.ts';
import { paintedFilms, paintFilm } from '../painted-film.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-sized-'));
const stores = await openStores({ folder: join(folder, 'stores'), logger: silentLogger });
const films = paintedFilms(folder);
const parts = { stores, films, sites: () => [], clock: systemClock, logger: silentLogger };
const exports = await openFilmExports({ ...parts, config: { folder: join(folder, 'exports'), ...quick } });
await paintFilm(folder, { camera: 'ruong', firstDay: '2026-03-01', perDay: [12, 12, 12, 12], width: 320, height: 180 });
afterAll(async () => {
  await exports.close();
  await stores.close();
  await rm(folder, { recursive: true, force: true });
});
const order = orderOf({ camera: 'ruong', kind: 'season' });

describe('a looping picture', () => {
  it('shows the film as a GIF at the speed of the film', async () => {
    const { path, export: done } = await made(exports, { ...order, format: 'gif' });
    expect(probed(path)).toMatchObject({ codec: 'gif', width: 320, height: 180, frames: 25, seconds: 2 });
    expect(done).toMatchObject({ mediaType: 'image/gif', done: 25, total: 25 });
  });

  it('is the animated WebP of the same film, in the same colours', async () => {
    const { path } = await made(exports, { ...order, format: 'webp' });
    const { format, pages, delay, loop, width } = await sharp(path, { animated: true }).metadata();
    expect({ format, pages, loop, width }).toEqual({ format: 'webp', pages: 30, loop: 0, width: 320 });
    expect(delay?.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(2000, -2);
    const bytes = await readFile(path);
    expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
    const gif = await made(exports, { ...order, format: 'gif' });
    const [a, b] = await Promise.all(
      [path, gif.path].map(async (file) => (await sharp(file, { page: 0 }).removeAlpha().stats()).channels),
    );
    for (const channel of [0, 1, 2]) expect(Math.abs(a![channel]!.mean - b![channel]!.mean)).toBeLessThan(4);
  });

  it.each(['gif', 'webp'] as const)('becomes smaller until a %s fits, and no smaller than it must', async (format) => {
    const whole = await made(exports, { ...order, format, maxSide: 300 });
    const maxBytes = Math.max(50_000, Math.round((whole.export.bytes ?? 0) * 0.4));
    const { path, export: done } = await made(exports, { ...order, format, maxSide: 300, maxBytes });
    expect(done.bytes).toBeLessThanOrEqual(maxBytes);
    expect(done.bytes).toBeGreaterThan(maxBytes * 0.4);
    const { pages = 0, width = 0 } = await sharp(path, { animated: true }).metadata();
    expect(pages).toBeGreaterThanOrEqual(8);
    expect(width).toBeLessThanOrEqual(300);
    expect(done.done).toBe(done.total);
  });

  it('says so where no size would do', async () => {
    await paintFilm(folder, { camera: 'long', firstDay: '2026-03-01', perDay: [12], width: 1280, height: 720 });
    const { id } = await exports.order({ ...order, camera: 'long', format: 'gif', maxSide: 160, maxBytes: 50_000 });
    const outcome = await ended(exports, id);
    if (outcome.state === 'ready') expect(outcome.bytes).toBeLessThanOrEqual(50_000);
    else
      expect(outcome.error).toMatchObject({
        code: 'BAD_EXPORT',
        message: expect.stringMatching(/^maxBytes: /) as string,
      });
  });
});
