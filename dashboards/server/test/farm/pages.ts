import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';
import type { Farm } from './farm.ts';
import { hasFfmpeg } from './pictures.ts';

const executablePath = '/usr/bin/chromium';
/** Whether the page can be tested here; says why where it cannot. */
export const canOpenPages = existsSync(executablePath) && hasFfmpeg;
if (!canOpenPages)
  console.warn('skipped: the page is tested in chromium with films of ffmpeg; apt-get install chromium ffmpeg');

export const phone = { width: 390, height: 844 };
export const smallPhone = { width: 360, height: 740 };
export const desk = { width: 1280, height: 800 };

/** Builds the web app for a farm and opens it in the real Chromium; `faults` are what its console complained of. */
export async function openPages(farm: Farm) {
  const root = join(import.meta.dirname, '../../../web');
  await build({ root, logLevel: 'error', build: { outDir: join(farm.folder, 'web') } });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const faults: string[] = [];
  return {
    browser,
    faults,
    /** The page at a place, once its film is on screen. */
    async open(viewport: typeof phone, locale: string, hash = ''): Promise<Page> {
      const page = await browser.newPage({ viewport, locale, hasTouch: viewport !== desk });
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`);
      });
      page.on('pageerror', (error) => faults.push(error.message));
      page.setDefaultTimeout(8000);
      await page.goto(farm.url + hash);
      await page.locator('video.on-screen').first().waitFor({ state: 'attached' });
      return page;
    },
    close: () => browser.close(),
  };
}

export type Pages = Awaited<ReturnType<typeof openPages>>;

export const slider = (page: Page) => page.getByRole('slider', { name: /^(Dòng thời gian|Timeline)$/ });

/** Where the film on screen is, seconds. */
export const seconds = (page: Page) =>
  page.locator('video.on-screen').evaluate((video: HTMLVideoElement) => video.currentTime);

/** Every control and picture must have a name for those who cannot see it, and a finger's room on a phone. */
export async function expectNamed(page: Page): Promise<void> {
  const controls = 'button:visible, select:visible, input:visible, [role=slider], a:visible';
  const wrong = await page.locator(controls).evaluateAll((elements) =>
    elements.flatMap((element) => {
      const label = element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? element.textContent;
      const name = label || element.querySelector('img')?.alt;
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
      const small = element.tagName !== 'A' && Math.min(width, height) < 44;
      return name && !small ? [] : [`${element.outerHTML.slice(0, 120)} ${width}×${height}`];
    }),
  );
  expect(wrong).toEqual([]);
}

/** Nothing reaches beyond the right edge. */
export async function expectFits(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}
