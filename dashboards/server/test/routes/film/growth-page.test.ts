import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { captureTimes, openFarm, type Farm } from '../../farm/farm.ts';
import { openMeasures, storeModels, storeSeason, type MeasureRecords } from '../../farm/measures.ts';
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

describe.skipIf(!canOpenPages)('the growth curve under the film', () => {
  let farm: Farm;
  let pages: Pages;
  let db: MeasureRecords;
  // The film has few days of the season: its axis is that of all of them.
  const daysAgo = [39, 27, 14, 0];

  beforeAll(async () => {
    farm = await openFarm();
    const paths = drawPictures(join(farm.folder, 'pictures'), daysAgo.length);
    const shots = await farm.storeFrames('bo-dong', paths, captureTimes(daysAgo, 1));
    for (const span of ['season', 'full']) farm.showFilm('bo-dong', span, shots, 1);
    db = await openMeasures(farm);
    await storeSeason(db);
    await storeModels(db);
    pages = await openPages(farm);
  });
  afterAll(async () => {
    await pages?.close();
    await db?.destroy();
    await farm.close();
  });

  test('says today in words, in both languages, with method, version and what was not validated', async () => {
    for (const [locale, words] of [
      [
        'vi',
        [
          /^Độ phủ xanh ngày 24\/11\/2026: 69%, tăng \d điểm phần trăm so với tuần trước$/,
          'chưa kiểm chứng cho cây này',
          'Chậm khoảng 6 ngày',
        ],
      ],
      [
        'en',
        [
          /^Green cover on 24 Nov 2026: 69%, \d percentage points up on the week before$/,
          'not validated for this crop',
          'About 6 days behind',
        ],
      ],
    ] as const) {
      const page = await pages.open(smallPhone, locale);
      const panel = page.locator('.growth');
      await panel.waitFor();
      expect(await panel.locator('.growth-now').textContent()).toMatch(words[0]);
      await panel.getByText(words[1]).waitFor();
      await panel.getByText(words[2]).waitFor();
      await panel.getByText('index-3', { exact: false }).first().waitFor();
      await expectFits(page);
      await expectNamed(page);
      await page.close();
    }
    expect(pages.faults).toEqual([]);
  });

  test('shows a dot for each day with a value, hatches the others, and says why at the day', async () => {
    const page = await pages.open(desk, 'en');
    const chart = page.locator('.growth-chart');
    await chart.locator('svg').waitFor();
    expect(await chart.locator('.day-value').count()).toBe(38);
    expect(await chart.locator('.withheld').count()).toBe(2);
    expect(await chart.locator('.transition').count()).toBe(3);
    // A tap on a hatched day takes the film there.
    await chart.scrollIntoViewIfNeeded();
    const hatch = await chart.locator('.withheld').first().boundingBox();
    await page.mouse.click(hatch!.x + hatch!.width / 2, hatch!.y + 40);
    await page.getByText('28 Oct 2026: no value – Fog hides the crop (1)').waitFor();
    expect(await slider(page).getAttribute('aria-valuetext')).toMatch(/^28 October/);
    await page.close();
    expect(pages.faults).toEqual([]);
  });

  test('lies on the axis of the film: the newest day is at the right end of both', async () => {
    const page = await pages.open(desk, 'vi');
    await slider(page).focus();
    await page.keyboard.press('End');
    const head = page.locator('.timeline circle.head');
    const [x, shown] = [page.locator('.growth-chart .shown'), page.locator('.growth-day')];
    await shown.getByText('24/11/2026').waitFor();
    const [headBox, lineBox] = [(await head.boundingBox())!, (await x.boundingBox())!];
    expect(Math.abs(headBox.x + headBox.width / 2 - lineBox.x)).toBeLessThan(20);
    await page.close();
  });
});
