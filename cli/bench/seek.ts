import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hoursOfDay, seasonTimePattern, writeSeason } from '@fieldlapse/firmware-sim';
import { openFilmReader } from '@fieldlapse/ingest';
import { silentLogger, sleep, systemClock } from '@fieldlapse/runtime';
import { chromium, type Browser, type Page } from 'playwright-core';
import { openDataFolder, readRuntime, type DataFolder } from '../src/data-folder.ts';
import { ensureConfig } from '../src/server-config.ts';
import { startServices } from '../src/start/start.ts';
import { median, type BenchFigure } from './figure.ts';

const executablePath = '/usr/bin/chromium';
const site = 'farm';
const camera = 'field';
const days = 120;
const perDay = 3;
const seeks = 31;
/** So many are the first that a page is asked for: nothing of their days is loaded yet. */
const firstSeeks = 9;
const goalMs = 300;
const place = { latitude: 10.03, longitude: 105.78 };
const films = [
  ['season', 'season film'],
  ['full', 'film of all pictures'],
] as const;

/**
 * A season of {@link days} days at 1280×720 from disk through the real server to Chromium: from the press on the timeline
 * to the picture of that day, ms, and from opening the page to its first picture. Empty where there is no Chromium.
 */
export async function benchSeek(): Promise<BenchFigure[]> {
  if (!existsSync(executablePath)) {
    console.error('seek: skipped, Chromium is absent (apt-get install chromium)');
    return [];
  }
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-bench-'));
  const folder = openDataFolder(join(root, 'server'));
  await ensureConfig(folder, { sites: [{ id: site, ...place, cameras: [{ name: camera }] }] });
  const only = ['broker', 'intake', 'timelapse', 'dashboards'];
  const server = await startServices({ folder, only, mqttPort: 0, httpPort: 0, say: () => {} });
  let browser: Browser | undefined;
  try {
    await importSeason(join(root, 'photos'), folder);
    await encoded(folder, server.context.stores);
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const figures: BenchFigure[] = [];
    for (const [span, name] of films) figures.push(...(await seekIn(browser, addressOf(folder), span, name)));
    return figures;
  } finally {
    await browser?.close();
    await server.close();
    await rm(root, { recursive: true });
  }
}

/** A new season by the command that people import photos with. */
async function importSeason(photos: string, folder: DataFolder): Promise<void> {
  await writeSeason(photos, {
    ...{ days, hours: hoursOfDay(perDay) },
    scene: { seed: 7, widthPx: 1280, heightPx: 720, place, sownAt: Date.parse('2026-05-14T17:00:00Z'), waterLevelCm: () => 5 }, // prettier-ignore
  });
  const main = join(import.meta.dirname, '../src/main.ts');
  const args = ['--data', folder.root, '--site', site, '--camera', camera, '--time', `name:${seasonTimePattern}`];
  const child = spawn(process.execPath, [main, 'import', photos, ...args], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  // 2 tells that a file was refused: truth.json is no picture.
  if (code !== 0 && code !== 2) throw new Error(`the import ended with code ${code}`);
}

/** Resolves when every segment of every film is encoded. */
async function encoded(folder: DataFolder, stores: Parameters<typeof openFilmReader>[0]['stores']): Promise<void> {
  const reader = await openFilmReader({
    config: { cacheFolder: folder.films },
    ...{ stores, sites: () => [], clock: systemClock, logger: silentLogger },
  });
  while ((await reader.pendingDays(site, camera)) > 0) await sleep(500);
  await reader.close();
}

function addressOf(folder: DataFolder): string {
  const { http } = readRuntime(folder);
  if (!http) throw new Error('the page has no address');
  return http.url;
}

async function seekIn(browser: Browser, url: string, span: string, name: string): Promise<BenchFigure[]> {
  const address = `${url}#${site}/${camera}/${span}`;
  const [opened, first, later]: [number[], number[], number[]] = [[], [], []];
  for (const day of randomDays().slice(0, firstSeeks)) {
    const { page, firstPictureMs } = await openPage(browser, address);
    opened.push(firstPictureMs);
    first.push(await seekTo(page, day));
    await page.close();
  }
  const { page } = await openPage(browser, address);
  for (const day of randomDays()) later.push(await seekTo(page, day));
  await page.close();
  const all = `${name} of ${days} days, from the press to the picture of that day`;
  return [
    goalFigure(`${all}: median of ${seeks} in one page`, median(later)),
    { name: `${all}: 95th percentile`, value: percentile95(later), unit: 'ms' },
    goalFigure(`${all}: median of ${firstSeeks} first ones, nothing of it loaded`, median(first)),
    { name: `${name}, from opening the page to its first picture: median`, value: median(opened), unit: 'ms' },
  ];
}

function goalFigure(name: string, value: number): BenchFigure {
  return { name, value, unit: 'ms', goal: `≤ ${goalMs}`, met: value <= goalMs };
}

const percentile95 = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? NaN;

/** A page that shares no cache with those before it. */
async function openPage(browser: Browser, address: string): Promise<{ page: Page; firstPictureMs: number }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  await page.addInitScript(watchFirstPicture);
  await page.goto(address);
  const shown = await page.waitForFunction(() => (window as Watched).firstPictureMs, undefined, { timeout: 60_000 });
  return { page, firstPictureMs: (await shown.jsonValue()) ?? NaN };
}

type Watched = Window & typeof globalThis & { firstPictureMs?: number; seekMs?: Promise<number> };

/** In the page: ms from the start of loading until the film's first picture stands on the screen. */
function watchFirstPicture(): void {
  const look = () => {
    const video = document.querySelector<HTMLVideoElement>('video.on-screen');
    if (video && video.readyState >= video.HAVE_CURRENT_DATA && !video.seeking)
      (window as Watched).firstPictureMs = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Presses the timeline at the middle of a day: ms from the press until the sought picture is shown. */
async function seekTo(page: Page, day: number): Promise<number> {
  await page.evaluate(() => {
    const video = document.querySelector<HTMLVideoElement>('video.on-screen');
    if (!video) throw new Error('no film is on screen');
    (window as Watched).seekMs = new Promise<number>((resolve, reject) => {
      setTimeout(() => reject(new Error('no picture within 30 s')), 30_000);
      window.addEventListener(
        'pointerdown',
        ({ timeStamp }) => {
          const seeked = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
          const presented = new Promise((done) => video.requestVideoFrameCallback(done));
          void Promise.all([seeked, presented]).then(() => resolve(performance.now() - timeStamp));
        },
        { once: true, capture: true },
      );
    });
  });
  const box = await page.getByRole('slider', { name: 'Timeline' }).boundingBox();
  if (!box) throw new Error('the timeline has no box');
  await page.mouse.click(box.x + (box.width * (day + 0.5)) / days, box.y + 20);
  return page.evaluate(() => (window as Watched).seekMs!);
}

/** The same days in the same order each time, no day twice in a row, and not the last one, which the page begins with. */
function randomDays(): number[] {
  const chosen: number[] = [];
  for (let state = 12_345; chosen.length < seeks;) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const day = (state >>> 8) % (days - 1);
    if (day !== chosen.at(-1)) chosen.push(day);
  }
  return chosen;
}
