import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether Debian's ffmpeg is here; the suites that need it say so where it is not. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

export function ffmpeg(args: readonly string[]): void {
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Path of a grey picture of the size of {@link drawPictures}. */
export function drawCard(folder: string): string {
  const path = join(folder, 'card.jpg');
  ffmpeg(['-f', 'lavfi', '-i', 'color=c=gray:size=640x360', '-frames:v', '1', path]);
  return path;
}

/** Paths of `count` different JPEG pictures of 640 × 360 pixels, each with its number drawn by the test pattern. */
export function drawPictures(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  const source = `testsrc2=size=640x360:rate=1:duration=${count}`;
  ffmpeg(['-f', 'lavfi', '-i', source, '-q:v', '4', join(folder, '%04d.jpg')]);
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}
