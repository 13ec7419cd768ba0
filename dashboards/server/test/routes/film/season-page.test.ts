import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureTimes, openFarm, type Farm } from '../../farm/farm.ts';
import type { Shot } from '../../farm/film.ts';
import {
  canOpenPages,
  desk,
  expectFits,
  expectNamed,
  openPages,
  phone,
  seconds,
  slider,
  smallPhone,
  type Pages,
} from '../../farm/pages.ts';
import { drawPictures } from '../../farm/pictures.ts';

const fps = 12;

describe.skipIf(!canOpenPages)('the season film on the page', () => {
  let farm: Farm;
  let pages: Pages;
  let shots: Shot[];

  beforeAll(async () => {
    farm = await openFarm();
    pages = await openPages(farm);
    // From sowing on 8 October to 14 November; nine days without; 24 November, which comes while a test runs.
    const daysAgo = [...Array.from({ length: 38 }, (_, index) => 47 - index), 0];
    shots = await farm.storeFrames('bo-dong', drawPictures(`${farm.folder}/pictures`, 78), captureTimes(daysAgo, 2));
    farm.showFilm('bo-dong', 'full', shots.slice(0, 76));
    farm.showFilm('bo-dong', 'season', shots.slice(0, 76));
  });
  afterAll(async () => {
    await pages?.close();
    await farm?.close();
  });

  const dayOf = (page: Page) => slider(page).getAttribute('aria-valuetext');
  /** Presses the slider at the middle of the n-th of `days` calendar days. */
  async function pointAt(page: Page, index: number, days: number) {
    await slider(page).scrollIntoViewIfNeeded();
    const box = await slider(page).boundingBox();
    if (!box) throw new Error('the timeline has no box');
    return { x: box.x + (box.width * (index + 0.5)) / days, y: box.y + 20 };
  }
  const tellPages = () =>
    farm.intake
      .insertInto('changes')
      .values({ kind: 'frame', site: 'ruong-lua', key: 'x', camera: 'bo-dong', day: null })
      .execute();

  test.each([
    [smallPhone, 'vi', 'Cả vụ'],
    [desk, 'en', 'Season'],
  ] as const)('is what a camera with days enough shows first (%o, %s)', async (viewport, locale, name) => {
    const page = await pages.open(viewport, locale);
    expect(await page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => slider(page).getAttribute('aria-valuemax')).toBe('37');
    await page.locator('image.keogram').waitFor({ state: 'attached' });
    await expectFits(page);
    await expectNamed(page);
    await page.close();
  });

  test('every day can be sought from the keogram', async () => {
    const page = await pages.open(phone, 'vi');
    for (const day of [0, 19, 37, 5]) {
      const { x, y } = await pointAt(page, day, 38);
      await page.touchscreen.tap(x, y);
      const date = new Date(Date.UTC(2026, 9, 8 + day));
      const words = `${date.getUTCDate()} tháng ${date.getUTCMonth() + 1}`;
      await expect.poll(() => dayOf(page)).toMatch(new RegExp(`^${words} · ngày ${day} sau sạ`));
      await expect.poll(() => seconds(page)).toBeCloseTo((day + 0.5) / fps, 2);
      await page.locator('.caption', { hasText: words }).waitFor();
    }
    await page.close();
  });

  test('the day under the mouse is shown as a small picture with its date', async () => {
    const page = await pages.open(desk, 'vi');
    await page.locator('image.keogram').waitFor({ state: 'attached' });
    const bubble = page.locator('.bubble');
    // What stands above the film comes later and moves it.
    const pointed = async () => {
      const { x, y } = await pointAt(page, 7, 38);
      await page.mouse.move(x, y);
      return bubble.getByText('15 tháng 10').isVisible();
    };
    await expect.poll(pointed, { timeout: 15_000 }).toBe(true);
    // The eighth tile of six across: second column of the second row.
    const tile = bubble.locator('.tile');
    expect(await tile.evaluate((element: HTMLElement) => element.style.backgroundPosition)).toBe('-160px -90px');
    const url = await tile.evaluate((element) => getComputedStyle(element).backgroundImage.slice(5, -2));
    expect((await page.request.get(url)).status()).toBe(200);
    const { x, y } = await pointAt(page, 7, 38);
    await page.mouse.move(x, y - 300);
    await bubble.waitFor({ state: 'detached' });
    await page.close();
  });

  test('while it plays, a new day behind nine missing ones arrives: the film is longer, playing goes on over the card', async () => {
    const page = await pages.open(desk, 'vi');
    await page.getByRole('combobox', { name: 'Tốc độ' }).selectOption('6 ngày/s');
    await slider(page).focus();
    await page.keyboard.press('Home');
    await expect.poll(() => dayOf(page)).toMatch(/^8 tháng 10/);
    await page.getByRole('button', { name: 'Phát' }).click();
    farm.showFilm('bo-dong', 'full', shots);
    farm.showFilm('bo-dong', 'season', shots);
    await tellPages();
    // 39 frames and one second of card.
    await expect.poll(() => slider(page).getAttribute('aria-valuemax'), { timeout: 10_000 }).toBe('50');
    await page.locator('.caption', { hasText: '9 ngày không có ảnh' }).waitFor({ timeout: 10_000 });
    await expect.poll(() => dayOf(page), { timeout: 10_000 }).toMatch(/^24 tháng 11/);
    await page.close();
  });

  test('in the grown film every day can be sought, and the missing ones show their card', async () => {
    const page = await pages.open(phone, 'en');
    await expect.poll(() => slider(page).getAttribute('aria-valuemax')).toBe('50');
    const tap = async (day: number) => {
      const { x, y } = await pointAt(page, day, 48);
      await page.touchscreen.tap(x, y);
    };
    await tap(42);
    await expect.poll(() => dayOf(page)).toMatch(/ · 9 days without pictures$/);
    await expect.poll(() => seconds(page)).toBeGreaterThan(38 / fps);
    expect(await seconds(page)).toBeLessThan(50 / fps);
    // The gap's foot is no wider than its card.
    expect(await page.locator('rect.gap').count()).toBe(1);
    await tap(47);
    await expect.poll(() => seconds(page)).toBeCloseTo(50.5 / fps, 2);
    await tap(4);
    await expect.poll(() => seconds(page)).toBeCloseTo(4.5 / fps, 2);
    await page.close();
  });

  test('season, every picture and one day are three films of one camera', async () => {
    const page = await pages.open(phone, 'vi');
    await page.getByRole('button', { name: 'Mọi ảnh' }).click();
    await expect.poll(() => slider(page).getAttribute('aria-valuemax')).toBe('77');
    await expect.poll(() => page.url()).toContain('#ruong-lua/bo-dong/full');
    await page.getByRole('button', { name: 'Cả vụ' }).click();
    await expect.poll(() => slider(page).getAttribute('aria-valuemax')).toBe('50');
    await page.close();
  });

  test('while the season is being made every picture is shown, and the season once it is there', async () => {
    const few = await farm.storeFrames('cong-chinh', drawPictures(`${farm.folder}/gate`, 5), captureTimes([4, 3, 2, 1, 0], 1)); // prettier-ignore
    farm.showFilm('cong-chinh', 'full', few);
    const page = await pages.open(desk, 'en', '#ruong-lua/cong-chinh');
    const pressed = (name: string) => page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed');
    await expect.poll(() => pressed('All pictures')).toBe('true');
    await page.waitForRequest((request) => request.url().includes('cong-chinh/film/season/timeline.json'));
    farm.showFilm('cong-chinh', 'season', few);
    await expect.poll(() => pressed('Season'), { timeout: 15_000 }).toBe('true');
    await page.close();
    // The browser says of each question that found nothing yet; previews are drawn of seasons alone here.
    expect(pages.faults.splice(0).filter((fault) => !/404 .*\/cong-chinh\/film\//.test(fault))).toEqual([]);
  });

  test('nothing failed on the way', () => {
    expect(pages.faults).toEqual([]);
  });
});
