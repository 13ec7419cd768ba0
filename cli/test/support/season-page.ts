import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { seasonTimePattern, writeSeason } from '@fieldlapse/firmware-sim';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { stringify } from 'yaml';
import { fieldlapse } from './command.ts';

export const chromiumPath = '/usr/bin/chromium';
/** Whether the page can be tested here; says why where it cannot. */
export const canOpenPages = existsSync(chromiumPath) && spawnSync('ffprobe', ['-version']).status === 0;
if (!canOpenPages) console.warn('skipped: the season page needs chromium and ffprobe; apt-get install chromium ffmpeg');

export const site = 'farm';
export const camera = 'field';
const place = { latitude: 10.03, longitude: 105.78 };
const sowing = '2026-05-15';
const widthPx = 320;

/** A farm near Cần Thơ that was sown on 15 May. */
export const farmConfig = stringify({
  sites: [
    {
      ...{ id: site, title: 'Farm', ...place, plots: [{ id: 'plot' }] },
      seasons: [{ id: 'crop', plot: 'plot', subject: 'Rice', sowing }],
      cameras: [{ name: camera, title: 'Field', plot: 'plot', schedule: '0 8,10,12 * * *' }],
    },
  ],
});

/**
 * Writes 32 days of three pictures, days 12 to 15 missing, the camera knocked by about 22 px at a width of 1280 on day 20;
 * those of the last two days into a folder of their own, for later.
 */
export async function writePhotos(photos: string, later: string): Promise<void> {
  await writeSeason(photos, {
    ...{ days: 32, hours: [8, 10, 12], missingDays: [12, 13, 14, 15] },
    scene: {
      ...{ seed: 7, widthPx, heightPx: (widthPx * 9) / 16, place, sownAt: Date.parse(`${sowing}T00:00:00+07:00`) },
      ...{ waterLevelCm: () => 5, knocked: [{ day: 20, dx: 5, dy: -2.5, rotationDeg: 0.5 }] },
    },
  });
  await mkdir(later);
  for (const name of await readdir(photos))
    if (name >= '2026-06-14' && name.endsWith('.jpg')) await rename(join(photos, name), join(later, name));
}

/** Imports the pictures of a folder by the command; how many were stored. */
export async function importPhotos(photos: string, data: string): Promise<number> {
  const time = `name:${seasonTimePattern}`;
  const args = ['--data', data, '--site', site, '--camera', camera, '--time', time, '--json'];
  return (JSON.parse((await fieldlapse(['import', photos, ...args])).stdout) as { stored: number }).stored;
}

/** What ffprobe complains of while it decodes every frame, and how many those are. */
export function probe(path: string): { complaints: string; frames: number } {
  const entries = ['-count_frames', '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0'];
  const { stdout, stderr } = spawnSync('ffprobe', ['-v', 'error', ...entries, path], { encoding: 'utf8' });
  return { complaints: stderr, frames: Number(stdout) };
}

/** The picture on screen, as drawn by the browser. */
export async function shownPicture(page: Page): Promise<Buffer> {
  const url = await page.locator('video.on-screen').evaluate((video: HTMLVideoElement) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    return canvas.toDataURL('image/png');
  });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

/** How much two pictures differ once they are equally bright: mean difference of small copies, 0–255. */
export async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map(smallCopy));
  return a!.reduce((sum, value, index) => sum + Math.abs(value - b![index]!), 0) / a!.length;
}

async function smallCopy(picture: Buffer): Promise<number[]> {
  const small = await sharp(picture).removeAlpha().resize(64, 36, { fit: 'fill' }).raw().toBuffer();
  const mean = small.reduce((sum, value) => sum + value, 0) / small.length;
  return Array.from(small, (value) => (value * 128) / mean);
}
