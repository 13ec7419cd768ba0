import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeogramAnswer, SpritesAnswer, TimelineAnswer } from '@fieldlapse/dashboards-server';
import { captureTimes, openFarm, type Farm } from '../../farm/farm.ts';
import type { Film, Shot } from '../../farm/film.ts';
import { drawPictures, hasFfmpeg } from '../../farm/pictures.ts';

const film = '/api/sites/ruong-lua/cameras/bo-dong/film';

if (!hasFfmpeg) console.warn('skipped: ffmpeg is not installed, it encodes the films of these tests');
describe.skipIf(!hasFfmpeg)('season films', () => {
  let farm: Farm;
  let shots: Shot[];
  let season: Film;
  const get = (path: string, headers = {}) => fetch(`${farm.url}${film}/${path}`, { headers });
  beforeAll(async () => {
    farm = await openFarm();
    shots = await farm.storeFrames('bo-dong', drawPictures(`${farm.folder}/pictures`, 24), captureTimes([6, 5, 2, 1]));
    season = farm.showFilm('bo-dong', 'season', shots);
  });
  afterAll(() => farm.close());

  test('the timeline of a season has one frame a day and a card for the days without', async () => {
    const timeline = (await (await get('season/timeline.json')).json()) as TimelineAnswer;
    expect(timeline.kind).toBe('season');
    expect(timeline.days.map(({ at }) => at.length)).toEqual([1, 1, 1, 1]);
    expect(timeline.cards).toMatchObject([{ from: '2026-11-20', to: '2026-11-21', days: 2, reason: 'missing' }]);
  });

  test('a season may be bounded by days, and its file is named so that every system can save it', async () => {
    expect((await get('season:2026-11-18..2026-11-22/timeline.json')).status).toBe(200);
    const file = await get('season:2026-11-18..2026-11-22/film.mp4');
    expect(file.headers.get('content-disposition')).toContain('ruong-lua-bo-dong-season-2026-11-18..2026-11-22.mp4');
    await file.body?.cancel();
    for (const span of ['season:2026-02-30..2026-03-01', 'season:2026-11-22..2026-11-18', 'season:', 'seasons']) {
      const answer = await get(`${span}/timeline.json`);
      expect(answer.status, span).toBe(400);
      expect(await answer.json(), span).toMatchObject({ code: 'BAD_REQUEST' });
    }
  });

  test('the keogram has a column for every calendar day and a picture of the size that it says', async () => {
    const keogram = (await (await get('season/keogram.json')).json()) as KeogramAnswer;
    expect(keogram.columns.map(({ day, f }) => (f === null ? null : day))).toEqual([
      '2026-11-18',
      '2026-11-19',
      null,
      null,
      '2026-11-22',
      '2026-11-23',
    ]);
    const picture = await get('season/keogram.png');
    expect(picture.headers.get('content-type')).toBe('image/png');
    const png = Buffer.from(await picture.arrayBuffer());
    // Width and height stand at bytes 16 and 20 of a PNG.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([keogram.widthPx, keogram.heightPx]);
    expect(keogram.widthPx).toBe(keogram.columns.length * keogram.columnPx);
  });

  test('unchanged previews cost a 304, those of a grown season are sent', async () => {
    const paths = ['season/keogram.json', 'season/keogram.png', 'season/sprites.json'];
    const tags = await Promise.all(paths.map(async (path) => (await get(path)).headers.get('etag') ?? ''));
    const again = () => Promise.all(paths.map(async (path, index) => get(path, { 'if-none-match': tags[index] })));
    expect((await again()).map(({ status }) => status)).toEqual([304, 304, 304]);
    farm.showFilm('bo-dong', 'season', shots.slice(0, 18));
    expect((await again()).map(({ status }) => status)).toEqual([200, 200, 200]);
    farm.showFilm('bo-dong', 'season', shots);
  });

  test('every sheet of small pictures can be fetched and is kept for ever', async () => {
    const sprites = (await (await get('season/sprites.json')).json()) as SpritesAnswer;
    expect(sprites.sheets.flatMap(({ days }) => days)).toEqual(season.manifest.days.map(({ day }) => day));
    for (const { name } of sprites.sheets) {
      const sheet = await get(`sprite/${name}.jpg`);
      expect(sheet.headers.get('content-type')).toBe('image/jpeg');
      expect(sheet.headers.get('cache-control')).toContain('immutable');
      expect(Buffer.from(await sheet.arrayBuffer()).equals(season.previews?.sheet ?? Buffer.alloc(0))).toBe(true);
    }
    const gone = await get('sprite/0123.jpg');
    expect([gone.status, await gone.json()]).toMatchObject([404, { code: 'FILM_MISSING' }]);
    expect((await get('sprite/0123.png')).status).toBe(400);
  });
});
