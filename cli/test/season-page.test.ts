import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilmManifest } from '@fieldlapse/contracts';
import { openFilmReader } from '@fieldlapse/ingest';
import { silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { openStores } from '@fieldlapse/store';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type RunningServer } from './support/command.ts';
import {
  camera,
  canOpenPages,
  chromiumPath,
  difference,
  farmConfig,
  importPhotos,
  probe,
  shownPicture,
  site,
  writePhotos,
} from './support/season-page.ts';

const timeout = 180_000;
/** Days of the season with pictures before the last two come; a card of a second stands for the missing four. */
const [days, card, fps] = [26, 24, 24];

describe.skipIf(!canOpenPages)('a season with gap and knock, from photos to the page', { timeout }, () => {
  let [folder, data, later] = ['', '', ''];
  let server: RunningServer;
  let browser: Browser;
  let page: Page;
  const [faults, asked]: [string[], string[]] = [[], []];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldlapse-season-page-'));
    data = await mkdtemp(join(folder, 'server-'));
    later = join(folder, 'later');
    await writePhotos(join(folder, 'photos'), later);
    await writeFile(join(data, 'fieldlapse.yaml'), farmConfig);
    server = await startServer(['--data', data, '--http-port', '0', '--mqtt-port', '0']);
    expect(await importPhotos(join(folder, 'photos'), data)).toBe(3 * days);
    await encoded();
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' });
    page.on('console', (message) => void (message.type() === 'error' && faults.push(message.text())));
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.setDefaultTimeout(60_000);
    await page.goto(`${server.url}#${site}/${camera}`);
  }, timeout);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }, timeout);

  /** Resolves when the films show all that was stored. */
  async function encoded(): Promise<void> {
    const stores = await openStores({ folder: data, logger: silentLogger });
    const config = { cacheFolder: join(folder, 'cache') };
    const films = await openFilmReader({ config, stores, sites: () => [], clock: systemClock, logger: silentLogger });
    while ((await films.pendingDays(site, camera)) > 0) await sleep(200);
    await films.close();
    await stores.close();
  }
  const film = (kind: string) => `${server.url}/api/sites/${site}/cameras/${camera}/film/${kind}`;
  const manifest = async (kind = 'season') =>
    (await (await fetch(`${film(kind)}/manifest.json`)).json()) as FilmManifest;
  const timeline = () => page.getByRole('slider', { name: 'Timeline' });
  const dayShown = () => timeline().getAttribute('aria-valuetext');
  const seconds = () => page.locator('video.on-screen').evaluate((video: HTMLVideoElement) => video.currentTime);

  it('plays the season film, over the card of the missing days', async () => {
    await timeline().focus();
    await page.keyboard.press('Home');
    await expect.poll(dayShown, { timeout }).toMatch(/^15 May · day 0 after sowing/);
    await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '6 days/s' });
    await page.getByRole('button', { name: 'Play' }).click();
    await page.locator('.caption', { hasText: '4 days without pictures' }).waitFor();
    // Behind the card; a busy machine may first be asked some days later.
    await expect.poll(dayShown, { timeout }).toMatch(/^(31 May|\d+ June) · day (1[6-9]|2\d)/);
    await page.getByRole('button', { name: 'Pause' }).click();
  });

  it('shows the picture of the day that is sought', async () => {
    const { days: shown } = await manifest();
    const places = [
      { day: '2026-05-17', name: '17 May', column: 2 },
      { day: '2026-06-12', name: '12 June', column: 28 },
      { day: '2026-05-26', name: '26 May', column: 11 },
    ];
    const photo = async (day: string) => {
      const f = shown.find((one) => one.day === day)?.frames[0]?.f ?? '';
      return Buffer.from(await (await fetch(`${server.url}/api/frames/${f}.jpg`)).arrayBuffer());
    };
    const photos = await Promise.all(places.map(({ day }) => photo(day)));
    const box = await timeline().boundingBox();
    if (!box) throw new Error('the timeline has no box');
    for (const [index, { day, name, column }] of places.entries()) {
      await page.mouse.click(box.x + (box.width * (column + 0.5)) / 30, box.y + 20);
      await expect.poll(dayShown, { timeout }).toContain(`${name} ·`);
      const startSec = shown.find((one) => one.day === day)?.startSec ?? NaN;
      await expect.poll(seconds, { timeout }).toBeCloseTo(startSec + 0.5 / fps, 2);
      await expect.poll(async () => nearest(await shownPicture(page), photos), { timeout }).toBe(index);
    }
  });

  it('asks about the knock, and shows the rebuilt film once the new view is taken', async () => {
    const banner = page.getByRole('region', { name: 'The camera has moved' });
    await banner.waitFor();
    const ghost = banner.getByRole('img', { name: 'The new view over the old one' });
    await expect.poll(() => ghost.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout }).toBe(320);
    const before = await manifest();
    await banner.getByRole('button', { name: 'Use the new view' }).click();
    await banner.waitFor({ state: 'detached' });
    await expect.poll(async () => (await manifest()).hash, { timeout }).not.toBe(before.hash);
    await encoded();
    const after = await manifest();
    expect(after.days).toHaveLength(days);
    await expect.poll(() => asked.some((url) => url.endsWith(`season/playlist.m3u8?hash=${after.hash}`)), { timeout }).toBe(true); // prettier-ignore
    expect(await banner.count()).toBe(0);
  });

  it('makes a GIF that is ordered in the panel', async () => {
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export films and reports' });
    await dialog.getByRole('combobox', { name: 'Format' }).selectOption('gif');
    await dialog.getByRole('button', { name: 'Start export' }).click();
    const started = page.waitForEvent('download');
    await dialog.getByRole('link', { name: /^Download/ }).click();
    const path = await (await started).path();
    expect((await readFile(path)).subarray(0, 6).toString()).toBe('GIF89a');
    const { complaints, frames } = probe(path);
    expect(complaints).toBe('');
    expect(frames).toBeGreaterThanOrEqual(days);
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  it.each([
    ['season', days + card],
    ['full', 3 * days + card],
  ])('serves an MP4 of the %s film that ffprobe has nothing to say to', async (kind, frames) => {
    const path = join(folder, `${kind}.mp4`);
    await writeFile(path, Buffer.from(await (await fetch(`${film(kind)}/film.mp4`)).arrayBuffer()));
    expect(probe(path)).toEqual({ complaints: '', frames });
  });

  it('grows while it is looked at', async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    expect(await timeline().getAttribute('aria-valuemax')).toBe(String(days + card - 1));
    expect(await importPhotos(later, data)).toBe(6);
    await expect.poll(() => timeline().getAttribute('aria-valuemax'), { timeout }).toBe(String(days + card + 1));
    await timeline().focus();
    await page.keyboard.press('End');
    await expect.poll(dayShown, { timeout }).toMatch(/^15 June · day 31 after sowing/);
    await expect.poll(seconds, { timeout }).toBeCloseTo((days + card + 1.5) / fps, 2);
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  it('says nothing wrong on the way', () => {
    expect(faults).toEqual([]);
  });
});

/** Which of the photos the picture is most like. */
async function nearest(picture: Buffer, photos: readonly Buffer[]): Promise<number> {
  const off = await Promise.all(photos.map((photo) => difference(picture, photo)));
  return off.indexOf(Math.min(...off));
}
