import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureTimes, openFarm, type Farm } from '../farm/farm.ts';
import type { Shot } from '../farm/film.ts';
import {
  canOpenPages,
  desk,
  expectFits,
  expectNamed,
  openPages,
  phone,
  seconds,
  slider,
  type Pages,
} from '../farm/pages.ts';
import { drawPictures } from '../farm/pictures.ts';

describe.skipIf(!canOpenPages)('the page', () => {
  let farm: Farm;
  let pages: Pages;
  let shots: Shot[];

  beforeAll(async () => {
    farm = await openFarm();
    pages = await openPages(farm);
    shots = await farm.storeFrames(
      'bo-dong',
      drawPictures(`${farm.folder}/pictures`, 60),
      captureTimes([12, 11, 10, 9, 8, 4, 3, 2, 1, 0]),
    );
    farm.showFilm('bo-dong', 'full', shots.slice(0, 54));
    farm.showFilm('bo-dong', 'season', shots.slice(0, 54));
    farm.showFilm('bo-dong', '2026-11-21', shots.slice(36, 42));
    await farm.storeReadings('tram-1', 'airTempC', (hour) => 25 + hour / 10);
    await farm.reportStatus('nut-1', {
      v: 1,
      online: true,
      boot: '1-0a1b2c3d' as never,
      spool: {
        frames: 12,
        frameBytes: 3_600_000,
        readings: 0,
        capacityBytes: 8e9,
        thinned: 0,
        quarantined: 0,
        error: 'SPOOL_FULL',
      },
      uplink: {
        sending: { camera: 'bo-dong' as never, bytes: 400_000, sent: 100_000 },
        kbps: 64,
        framesStored: 54,
        bytesSent: 2e7,
      },
    });
  });
  afterAll(async () => {
    await pages?.close();
    await farm?.close();
  });

  /** The film of every frame, unless another place is asked for. */
  const open = (viewport: typeof phone, locale: string, hash = '#ruong-lua/bo-dong/full'): Promise<Page> =>
    pages.open(viewport, locale, hash);

  test.each([
    {
      viewport: phone,
      locale: 'vi',
      season: 'Ngày thứ 47 sau sạ',
      card: 'Thẻ nhớ của thiết bị đã đầy',
      upload: 'Tiến độ gửi của nut-1',
      value: '26 °C',
    },
    {
      viewport: desk,
      locale: 'vi',
      season: 'Ngày thứ 47 sau sạ',
      card: 'Thẻ nhớ của thiết bị đã đầy',
      upload: 'Tiến độ gửi của nut-1',
      value: '26 °C',
    },
    {
      viewport: phone,
      locale: 'en',
      season: 'Day 47 after sowing',
      card: 'The card of the device is full',
      upload: 'Upload progress of nut-1',
      value: '26 °C',
    },
    {
      viewport: desk,
      locale: 'en',
      season: 'Day 47 after sowing',
      card: 'The card of the device is full',
      upload: 'Upload progress of nut-1',
      value: '26 °C',
    },
  ])(
    'shows season, camera, sensor and upload ($locale, $viewport.width px)',
    async ({ viewport, locale, season, card, upload, value }) => {
      const page = await open(viewport, locale);
      await page.getByText(season).waitFor();
      await page.getByRole('button', { name: 'Bờ đông' }).waitFor();
      expect(await page.getByRole('progressbar', { name: upload }).getAttribute('value')).toBe('0.25');
      await page.getByText(card).waitFor();
      await page.locator('.sensor strong').waitFor();
      expect(await page.locator('.sensor strong').innerText()).toBe(value);
      await expectFits(page);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale);
      await expectNamed(page);
      await page.close();
    },
  );

  test('plays through hls.js, pauses, and steps by one frame', async () => {
    const page = await open(phone, 'vi');
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
    expect(loaded.some((name) => name.includes('hls.light'))).toBe(true);
    await page.getByRole('button', { name: 'Phát' }).click();
    await page.waitForFunction(() => {
      const video = document.querySelector<HTMLVideoElement>('video.on-screen');
      return video !== null && video.currentTime > 0.3 && video.currentTime < 4;
    });
    const before = await seconds(page);
    await expect.poll(() => seconds(page)).toBeGreaterThan(before);
    await page.getByRole('button', { name: 'Dừng' }).click();
    const frame = Number(await slider(page).getAttribute('aria-valuenow'));
    await page.getByRole('button', { name: 'Tới một khung hình' }).click();
    await expect.poll(async () => Number(await slider(page).getAttribute('aria-valuenow'))).toBe(frame + 1);
    await expect.poll(() => seconds(page)).toBeCloseTo((frame + 1.5) / 12, 1);
    await page.close();
  });

  test('a tap on the timeline shows that day; a tap on a gap shows the day after it', async () => {
    const page = await open(phone, 'vi');
    const box = await slider(page).boundingBox();
    if (!box) throw new Error('the timeline has no box');
    // The axis covers 12 November to 23 November, 12 days.
    const tap = (day: number) => page.touchscreen.tap(box.x + (box.width * (day + 0.5 - 12)) / 12, box.y + 30);
    await tap(14);
    await expect.poll(() => slider(page).getAttribute('aria-valuetext')).toMatch(/^14 tháng 11 · ngày 37 sau sạ/);
    await expect.poll(() => seconds(page)).toBeCloseTo(15.5 / 12, 0);
    await tap(18);
    await expect
      .poll(() => slider(page).getAttribute('aria-valuetext'))
      .toMatch(/^20 tháng 11 · ngày 43 sau sạ · 06:00/);
    await page.close();
  });

  test('the timeline answers to the keyboard', async () => {
    const page = await open(desk, 'en');
    await slider(page).focus();
    await page.keyboard.press('Home');
    await expect
      .poll(() => slider(page).getAttribute('aria-valuetext'))
      .toBe('12 November · day 35 after sowing · 06:00');
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => slider(page).getAttribute('aria-valuetext'))
      .toBe('13 November · day 36 after sowing · 06:00');
    await page.keyboard.press('.');
    await expect
      .poll(() => slider(page).getAttribute('aria-valuetext'))
      .toBe('13 November · day 36 after sowing · 08:00');
    await page.keyboard.press('End');
    await expect.poll(() => slider(page).getAttribute('aria-valuenow')).toBe('53');
    await page.close();
  });

  test('the language is switched in place and kept for the next visit', async () => {
    const page = await open(phone, 'vi');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Growth film' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Growth film' }).waitFor();
    await page.close();
  });

  test('a day is chosen from the calendar and has a film of its own', async () => {
    const page = await open(phone, 'vi');
    await page.getByRole('button', { name: 'Một ngày' }).click();
    expect(await page.getByRole('button', { name: /^18\/11\/2026: không có/ }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: '21/11/2026: 6 khung hình' }).click();
    await expect.poll(() => slider(page).getAttribute('aria-valuemax')).toBe('5');
    await expect.poll(() => page.url()).toContain('#ruong-lua/bo-dong/2026-11-21');
    await page.close();
  });

  test('the film can be downloaded', async () => {
    const page = await open(desk, 'vi');
    const started = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Tải phim MP4' }).click();
    const download = await started;
    expect(download.suggestedFilename()).toBe('ruong-lua-bo-dong-full.mp4');
    expect(await download.failure()).toBeNull();
    await page.close();
  });

  test('a film that grows while it is watched keeps its place, and newest goes to its new end', async () => {
    const page = await open(desk, 'vi');
    await slider(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => slider(page).getAttribute('aria-valuenow')).toBe('6');
    farm.showFilm('bo-dong', 'full', shots);
    const change = { kind: 'frame', site: 'ruong-lua', key: 'x', camera: 'bo-dong', day: null } as const;
    await farm.intake.insertInto('changes').values(change).execute();
    await expect.poll(() => slider(page).getAttribute('aria-valuemax'), { timeout: 10_000 }).toBe('59');
    expect(await slider(page).getAttribute('aria-valuetext')).toMatch(/^13 tháng 11/);
    await page.getByRole('button', { name: 'Mới nhất' }).click();
    await expect.poll(() => seconds(page), { timeout: 10_000 }).toBeGreaterThan(59 / 12);
    expect(await slider(page).getAttribute('aria-valuetext')).toMatch(/^24 tháng 11/);
    farm.showFilm('bo-dong', 'full', shots.slice(0, 54));
    await page.close();
  });

  test('nothing failed on the way', () => {
    expect(pages.faults).toEqual([]);
  });

  test('a server that is gone is said in words, and found again', async () => {
    const page = await open(phone, 'vi');
    await page.route('**/api/**', (route) => route.abort());
    await farm.intake
      .insertInto('changes')
      .values({ kind: 'frame', site: 'ruong-lua', key: 'x', camera: 'bo-dong', day: null })
      .execute();
    await page.getByText('Không kết nối được máy chủ').waitFor();
    await page.unroute('**/api/**');
    await page.getByText('Không kết nối được máy chủ').waitFor({ state: 'detached', timeout: 15_000 });
    await page.close();
  });

  test('a camera without frames says what to do next', async () => {
    const page = await pages.browser.newPage({ viewport: phone, locale: 'vi' });
    await page.goto(`${farm.url}#ruong-lua/cong-chinh`);
    await page.getByText('Có sẵn ảnh cũ? Nhập bằng lệnh:').waitFor();
    await page.close();
  });
});
