import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MovesAnswer } from '@fieldlapse/dashboards-server';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportsOf } from '../../farm/exports.ts';
import { captureTimes, now, openFarm, type Farm } from '../../farm/farm.ts';
import { movesOf } from '../../farm/moves.ts';
import {
  canOpenPages,
  desk,
  expectFits,
  expectNamed,
  openPages,
  slider,
  smallPhone,
  type Pages,
} from '../../farm/pages.ts';
import { drawPictures } from '../../farm/pictures.ts';

describe.skipIf(!canOpenPages)('the tools of a film', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldlapse-tools-'));
  let farm: Farm;
  let pages: Pages;
  let exports: ReturnType<typeof exportsOf>;

  beforeAll(async () => {
    const [ghost = ''] = drawPictures(`${folder}/ghost`, 1);
    const moved = { ...{ site: 'ruong-lua', f: 'a'.repeat(26), observedAt: now - 7_200_000 }, state: 'open' as const };
    const moves = movesOf(
      [
        { ...moved, id: 'lech1', camera: 'bo-dong', shift: { dxPx: 30, dyPx: -40, rotationDeg: 1.2 } },
        { ...moved, id: 'lech2', camera: 'cong-chinh', shift: null },
      ],
      readFileSync(ghost),
    );
    writeFileSync(join(folder, 'film.mp4'), Buffer.alloc(1234, 7));
    exports = exportsOf(join(folder, 'film.mp4'), { now: () => now });
    farm = await openFarm({ moves, filmExports: exports.filmExports });
    pages = await openPages(farm);
    const pictures = drawPictures(`${farm.folder}/pictures`, 24);
    const days = (first: number, last: number) => Array.from({ length: first - last }, (_, index) => first - index);
    for (const [camera, from, to] of [
      ['bo-dong', 24, 0],
      ['cong-chinh', 18, 6],
    ] as const) {
      const shots = await farm.storeFrames(camera, pictures.slice(0, from - to), captureTimes(days(from, to), 1));
      farm.showFilm(camera, 'full', shots);
      farm.showFilm(camera, 'season', shots);
    }
    await farm.storeReadings('tram-1', 'airTempC', (hour) => 25 + hour / 10);
  });
  afterAll(async () => {
    await pages?.close();
    await farm?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const movesNow = async (camera: string) => {
    const answer = await fetch(`${farm.url}/api/sites/ruong-lua/cameras/${camera}/moves`);
    return ((await answer.json()) as MovesAnswer).moves.map(({ id, state }) => [id, state]);
  };
  const videos = (page: Page) =>
    page
      .locator('video.on-screen')
      .evaluateAll((found) => found.map((video) => (video as HTMLVideoElement).currentTime));

  test('a camera that has moved is shown with its ghost, and the answer is kept', async () => {
    const page = await pages.open(smallPhone, 'vi');
    const banner = page.getByRole('region', { name: 'Máy ảnh đã bị lệch' });
    await banner.getByText('Lệch khoảng 7,8% chiều rộng ảnh, xoay 1,2°').waitFor();
    const ghost = banner.getByRole('img', { name: 'Góc nhìn mới chồng lên góc nhìn cũ' });
    await expect.poll(() => ghost.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(640);
    await expectFits(page);
    await expectNamed(page);
    await banner.getByRole('button', { name: 'Dùng góc nhìn mới' }).click();
    await banner.waitFor({ state: 'detached' });
    expect(await movesNow('bo-dong')).toEqual([['lech1', 'confirmed']]);
    await page.reload();
    await page.locator('video.on-screen').waitFor({ state: 'attached' });
    expect(await banner.count()).toBe(0);
    await page.close();
  });

  test('of a view with nothing in common that is said, and it may be no move', async () => {
    const page = await pages.open(desk, 'en', '#ruong-lua/cong-chinh');
    const banner = page.getByRole('region', { name: 'The camera has moved' });
    await banner.getByText('next to nothing in common').waitFor();
    await banner.getByRole('button', { name: 'It did not move' }).click();
    await banner.waitFor({ state: 'detached' });
    expect(await movesNow('cong-chinh')).toEqual([['lech2', 'dismissed']]);
    await page.close();
  });

  test('nothing is written on the film until it is chosen', async () => {
    const page = await pages.open(smallPhone, 'vi');
    await expect.poll(() => slider(page).getAttribute('aria-valuetext')).toMatch(/^23 tháng 11/);
    expect(await page.locator('.overlays').count()).toBe(0);
    await page.getByRole('button', { name: 'Chữ trên phim' }).click();
    await page.getByRole('checkbox', { name: 'Ngày chụp' }).check();
    await page.getByRole('checkbox', { name: 'Số ngày sau sạ' }).check();
    await page.getByRole('checkbox', { name: 'Giai đoạn sinh trưởng' }).check();
    const written = page.locator('.overlays');
    await expect.poll(() => written.innerText()).toMatch(/^23\/11\/2026\s+Ngày thứ 46 sau sạ\s+Đẻ nhánh \(BBCH 21\)$/);
    await expectFits(page);
    await expectNamed(page);
    await page.getByRole('checkbox', { name: 'Ngày chụp' }).uncheck();
    await expect.poll(() => written.innerText()).not.toContain('23/11/2026');
    await page.close();
  });

  test('a measured value is drawn with a cursor that moves with the film', async () => {
    const page = await pages.open(desk, 'vi');
    await page.getByRole('button', { name: 'Chữ trên phim' }).click();
    await page.getByRole('combobox', { name: 'Số đo' }).selectOption('tram-1/airTempC');
    await page.locator('.course-over').getByText('Nhiệt độ không khí').waitFor();
    const cursor = () => page.locator('.course-over i').evaluate((line: HTMLElement) => parseFloat(line.style.left));
    const atEnd = await cursor();
    await slider(page).focus();
    await page.keyboard.press('Home');
    await expect.poll(cursor).toBeLessThan(5);
    expect(atEnd).toBeGreaterThan(95);
    await page.close();
  });

  test.each([smallPhone, desk])('one slider moves two films to the same day ($width px)', async (viewport) => {
    const page = await pages.open(viewport, 'vi', '#ruong-lua/bo-dong');
    await page.getByRole('button', { name: 'So sánh' }).click();
    await expect.poll(() => page.url()).toContain('#ruong-lua/bo-dong/compare');
    const day = page.getByRole('slider', { name: 'Ngày so sánh' });
    // The last day that both have: 17 November.
    await expect.poll(() => day.getAttribute('aria-valuetext')).toBe('17/11/2026');
    await expect.poll(() => videos(page)).toHaveLength(2);
    await day.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('.pane-caption strong').allInnerTexts()).toEqual(['15/11/2026', '15/11/2026']);
    // 31 October is the first day of one film, 6 November that of the other.
    await expect.poll(async () => (await videos(page)).map((at) => Math.round(at * 12 - 0.5))).toEqual([15, 9]);
    await page.keyboard.press('Home');
    await page.getByText('Chưa có ảnh ở thời điểm này').waitFor();
    await expectFits(page);
    await expectNamed(page);
    const boxes = await page
      .locator('.pane')
      .evaluateAll((panes) => panes.map((pane) => pane.getBoundingClientRect().top));
    expect((boxes[0] ?? 0) < (boxes[1] ?? 0)).toBe(viewport === smallPhone);
    await page.getByRole('button', { name: 'Phát' }).click();
    await expect.poll(() => page.locator('.pane-caption strong').first().innerText()).toBe('3/11/2026');
    await page.getByRole('button', { name: 'Xuất phim' }).click();
    await page.getByRole('button', { name: 'Bắt đầu xuất' }).click();
    await expect.poll(() => exports.made[0]?.order.compare).toMatchObject({ camera: 'cong-chinh', align: 'date' });
    await page.getByRole('button', { name: 'Đóng' }).click();
    exports.made.length = 0;
    await page.getByRole('button', { name: 'Về phim' }).click();
    await slider(page).waitFor();
    await page.close();
  });

  test('before and after lie over each other with a divider for finger and keyboard', async () => {
    const page = await pages.open(smallPhone, 'vi');
    await page.getByRole('button', { name: 'Trước và sau' }).click();
    await page.getByRole('img', { name: 'Ảnh ngày 31/10/2026' }).waitFor();
    const shown = page.locator('.split img');
    await expect
      .poll(() => shown.evaluateAll((found) => found.map((image) => (image as HTMLImageElement).naturalWidth)))
      .toEqual([640, 640]);
    const clip = () => page.locator('.split .clip').evaluate((part: HTMLElement) => part.style.clipPath);
    const divider = page.getByRole('slider', { name: 'Kéo để so hai ảnh' });
    const box = await divider.boundingBox();
    if (!box) throw new Error('the divider has no box');
    await divider.tap({ position: { x: box.width * 0.25, y: box.height / 2 } });
    await expect.poll(clip).toMatch(/^inset\(0(px)? 7[3-7]/);
    await divider.press('End');
    await expect.poll(clip).toMatch(/^inset\(0(px)? 0%/);
    await page.getByLabel('Sau', { exact: true }).fill('2026-11-12');
    await page.getByRole('img', { name: 'Ảnh ngày 12/11/2026' }).waitFor();
    await expectFits(page);
    await page.close();
  });

  test('an export is ordered, watched, saved; another is cancelled', async () => {
    const page = await pages.open(smallPhone, 'vi');
    await page.getByRole('button', { name: 'Xuất phim' }).click();
    const dialog = page.getByRole('dialog', { name: 'Xuất phim và báo cáo' });
    await dialog.getByText('Chưa xuất bản nào.').waitFor();
    await dialog.getByRole('combobox', { name: 'Định dạng' }).selectOption('webm');
    await dialog.getByRole('combobox', { name: 'Nhịp phim' }).selectOption('daysPerSec');
    // The new unit brings a value of its own, which would come over one that was typed before it.
    await expect.poll(() => dialog.getByRole('spinbutton', { name: 'Giá trị' }).inputValue()).toBe('7');
    await dialog.getByRole('spinbutton', { name: 'Giá trị' }).fill('5');
    await dialog.getByRole('checkbox', { name: 'Ngày chụp' }).check();
    await expectNamed(page);
    await expectFits(page);
    await dialog.getByRole('button', { name: 'Bắt đầu xuất' }).click();
    await dialog.getByText('Đang chờ').waitFor();
    expect(exports.made[0]?.order).toMatchObject({
      ...{ site: 'ruong-lua', camera: 'bo-dong', kind: 'season', format: 'webm', language: 'vi' },
      ...{ pace: { daysPerSec: 5 }, overlays: { date: true, stage: false } },
    });
    exports.set('export0', { state: 'running', done: 42, etaMs: 61_000 });
    await dialog.getByText('Đang dựng · 42% · còn khoảng 61 giây').waitFor();
    expect(await dialog.getByRole('progressbar').getAttribute('value')).toBe('0.42');
    exports.set('export0', { state: 'ready', done: 100, bytes: 1234, etaMs: null });
    const started = page.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Tải về 1 kB' }).click();
    expect(readFileSync(await (await started).path()).length).toBe(1234);
    await dialog.getByRole('combobox', { name: 'Định dạng' }).selectOption('report-pdf');
    await dialog.getByRole('button', { name: 'Bắt đầu xuất' }).click();
    await dialog.getByRole('button', { name: 'Hủy' }).click();
    await dialog.getByText('Đã hủy').waitFor();
    expect(exports.made[0]?.order.pace).toBeUndefined();
    await dialog.getByRole('button', { name: 'Đóng' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.close();
  });

  test('nothing failed on the way', () => {
    expect(pages.faults).toEqual([]);
  });
});
