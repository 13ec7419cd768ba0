import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteConfig } from '@fieldlapse/contracts';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { openFilmExports } from '../../../../src/timelapse/exports/open-film-exports.ts';
import { made, orderOf, quick } from '../export-farm.ts';
import { paintedFilms, paintFilm } from '../painted-film.ts';

const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-report-'));
const stores = await openStores({ folder: join(folder, 'stores'), logger: silentLogger });
const site = siteConfig.parse({
  ...{ id: 'demo', title: 'Ruộng lúa Tân Hiệp', plots: [{ id: 'lo-1', title: 'Lô 1' }] },
  cameras: [{ name: 'bo-dong', title: 'Bờ đông', plot: 'lo-1' }],
  seasons: [
    { id: 'dx', plot: 'lo-1', subject: 'Lúa OM5451', sowing: '2026-03-02', stages: [{ day: '2026-03-05', bbch: 21 }] },
  ],
});
const clock = manualClock(Date.UTC(2026, 5, 1));
const parts = { stores, films: paintedFilms(folder), sites: () => [site], clock, logger: silentLogger };
const exports = await openFilmExports({ ...parts, config: { folder: join(folder, 'exports'), ...quick } });
afterAll(async () => {
  await exports.close();
  await stores.close();
  await rm(folder, { recursive: true, force: true });
});
await paintFilm(folder, {
  camera: 'bo-dong',
  firstDay: '2026-03-01',
  perDay: [1, 3, 1, 0, 0, 1, 1],
  width: 640,
  height: 360,
});
const order = orderOf({ camera: 'bo-dong', kind: 'season' });

describe('the image report of a season', () => {
  it('is a PDF that says what was seen, when, and what was not', async ({ skip }) => {
    const { path, export: done } = await made(exports, { ...order, format: 'report-pdf' });
    expect(done).toMatchObject({
      mediaType: 'application/pdf',
      fileName: 'demo-bo-dong-season-2026-03-01..2026-03-07.pdf',
    });
    expect(done.done).toBe(done.total);
    expect((await readFile(path)).subarray(0, 5).toString()).toBe('%PDF-');
    if (spawnSync('pdftotext', ['-v']).error) return skip('pdftotext is not here to read the PDF');
    const text = execFileSync('pdftotext', ['-layout', path, '-']).toString().normalize('NFC');
    for (const said of [
      'Ruộng lúa Tân Hiệp',
      'Bờ đông',
      'Lô 1',
      'Lúa OM5451',
      '07/03/2026',
      '04/03/2026 – 05/03/2026',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).toContain('BBCH 21');
  });

  it('is one JPEG in English too, and the same order of an unchanged film is the same report', async () => {
    const { path, export: done } = await made(exports, { ...order, format: 'report-jpeg', language: 'en' });
    const { width, height = 0, format } = await sharp(path).metadata();
    expect({ width, format }).toEqual({ width: 2000, format: 'jpeg' });
    expect(height).toBeGreaterThan(800);
    expect((await exports.order({ ...order, format: 'report-jpeg', language: 'en' })).id).toBe(done.id);
    const bytes = await readFile(path);
    await exports.cancel(done.id);
    expect(
      (await readFile((await made(exports, { ...order, format: 'report-jpeg', language: 'en' })).path)).equals(bytes),
    ).toBe(true);
  });
});
