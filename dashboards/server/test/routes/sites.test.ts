import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SitesAnswer } from '@fieldlapse/dashboards-server';
import { captureTimes, now, openFarm, type Farm } from '../farm/farm.ts';
import { drawPictures, hasFfmpeg } from '../farm/pictures.ts';

let farm: Farm;
beforeAll(async () => {
  farm = await openFarm();
});
afterAll(() => farm.close());

const sites = async () => (await (await fetch(`${farm.url}/api/sites`)).json()) as SitesAnswer;

test('a configured camera is listed before its first frame', async () => {
  const answer = await sites();
  expect(answer.now).toBe(now);
  expect(answer.sites[0]).toMatchObject({ id: 'ruong-lua', title: 'Ruộng lúa Tân Hiệp', timeZone: 'Asia/Ho_Chi_Minh' });
  expect(answer.sites[0]?.cameras[0]).toMatchObject({
    name: 'bo-dong',
    title: 'Bờ đông',
    frames: 0,
    latest: null,
    coverage: null,
  });
});

test('a season tells its sowing and the growth stages that were seen', async () => {
  expect((await sites()).sites[0]?.seasons).toEqual([
    {
      ...{ id: 'dong-xuan', plot: 'lo-1', subject: 'Lúa OM5451', sowing: '2026-10-08', end: null, baseTempC: null },
      stages: [{ day: '2026-10-30', bbch: 21 }],
    },
  ]);
});

if (!hasFfmpeg) console.warn('skipped: ffmpeg is not installed, it draws the pictures of these tests');
describe.skipIf(!hasFfmpeg)('with frames', () => {
  test('a camera shows its count, days, latest frame and coverage; an imported one is shown too', async () => {
    const paths = drawPictures(`${farm.folder}/pictures`, 12);
    const shots = await farm.storeFrames('bo-dong', paths, captureTimes([3, 1]));
    await farm.storeFrames('nhap-khau', paths.slice(0, 1), captureTimes([100], 1));
    farm.showFilm('bo-dong', 'full', shots);
    const [site] = (await sites()).sites;
    expect(site?.cameras.map(({ name }) => name)).toEqual(['bo-dong', 'cong-chinh', 'nhap-khau']);
    const [camera] = site?.cameras ?? [];
    expect(camera).toMatchObject({ frames: 12, firstDay: '2026-11-21', lastDay: '2026-11-23' });
    expect(camera?.latest?.f).toBe(shots.at(-1)?.f);
    expect(camera?.coverage).toBeCloseTo(12 / 18);
  });
});
