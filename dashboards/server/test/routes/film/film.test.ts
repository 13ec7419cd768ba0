import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TimelineAnswer } from '@fieldlapse/dashboards-server';
import { captureTimes, openFarm, type Farm } from '../../farm/farm.ts';
import type { Film, Shot } from '../../farm/film.ts';
import { drawPictures, hasFfmpeg } from '../../farm/pictures.ts';

const film = '/api/sites/ruong-lua/cameras/bo-dong/film';

if (!hasFfmpeg) console.warn('skipped: ffmpeg is not installed, it encodes the films of these tests');
describe.skipIf(!hasFfmpeg)('films', () => {
  let farm: Farm;
  let shots: Shot[];
  let full: Film;
  beforeAll(async () => {
    farm = await openFarm();
    shots = await farm.storeFrames('bo-dong', drawPictures(`${farm.folder}/pictures`, 24), captureTimes([6, 5, 2, 1]));
    full = farm.showFilm('bo-dong', 'full', shots);
    farm.showFilm('bo-dong', '2026-11-23', shots.slice(18));
  });
  afterAll(() => farm.close());

  test('the timeline tells each day, its frame times, and the gap between', async () => {
    const timeline = (await (await fetch(`${farm.url}${film}/full/timeline.json`)).json()) as TimelineAnswer;
    expect(timeline.days.map(({ day }) => day)).toEqual(['2026-11-18', '2026-11-19', '2026-11-22', '2026-11-23']);
    expect(timeline.days.flatMap(({ at }) => at)).toEqual(shots.map(({ observedAt }) => observedAt));
    expect(timeline.gaps).toEqual([
      { from: shots[11]?.observedAt, to: shots[12]?.observedAt, missingFrames: 12, reason: 'missing' },
    ]);
  });

  test('everything that the playlist names can be fetched and is kept for ever', async () => {
    const base = `${farm.url}${film}/full/`;
    const playlist = await fetch(`${base}playlist.m3u8`);
    expect(playlist.headers.get('content-type')).toContain('application/vnd.apple.mpegurl');
    expect(playlist.headers.get('cache-control')).toContain('no-cache');
    const text = await playlist.text();
    const init = /URI="([^"]+)"/.exec(text)?.[1] ?? '';
    const parts = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(parts.length).toBe(full.segments.size);
    for (const uri of [init, ...parts]) {
      const answer = await fetch(base + uri);
      expect(answer.status, uri).toBe(200);
      expect(answer.headers.get('cache-control')).toContain('immutable');
    }
    expect(Buffer.from(await (await fetch(base + init)).arrayBuffer())).toEqual(full.init);
  });

  test('an unchanged film costs a 304, a grown one is sent', async () => {
    const address = `${farm.url}${film}/full/timeline.json`;
    const etag = (await fetch(address)).headers.get('etag') ?? '';
    const headers = { 'if-none-match': etag };
    expect((await fetch(address, { headers })).status).toBe(304);
    farm.showFilm('bo-dong', 'full', shots.slice(0, 23));
    expect((await fetch(address, { headers })).status).toBe(200);
    farm.showFilm('bo-dong', 'full', shots);
  });

  test('the manifest names every frame with its hash', async () => {
    const manifest = await (await fetch(`${farm.url}${film}/full/manifest.json`)).json();
    expect(manifest).toEqual(JSON.parse(JSON.stringify(full.manifest)));
  });

  test('byte ranges of the MP4 put together give the file', async () => {
    const address = `${farm.url}${film}/full/film.mp4`;
    const whole = readFileSync(full.file);
    const first = await fetch(address, { headers: { range: 'bytes=0-999' } });
    expect(first.status).toBe(206);
    expect(first.headers.get('content-range')).toBe(`bytes 0-999/${whole.length}`);
    expect(first.headers.get('content-disposition')).toContain('ruong-lua-bo-dong-full.mp4');
    const rest = await fetch(address, { headers: { range: 'bytes=1000-' } });
    const parts = [Buffer.from(await first.arrayBuffer()), Buffer.from(await rest.arrayBuffer())];
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
    expect((await fetch(address, { headers: { range: `bytes=${whole.length}-` } })).status).toBe(416);
    const head = await fetch(address, { method: 'HEAD' });
    expect(Number(head.headers.get('content-length'))).toBe(whole.length);
  });

  test('an export is ready with its size and address', async () => {
    const answer = await fetch(`${farm.url}${film}/2026-11-23/export`, { method: 'POST' });
    expect(await answer.json()).toEqual({ state: 'ready', bytes: expect.any(Number) as number, url: 'film.mp4' });
  });

  test('days without frames are said to be empty', async () => {
    const answer = await fetch(`${farm.url}${film}/2026-11-20/playlist.m3u8`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'FILM_EMPTY' });
  });
});
