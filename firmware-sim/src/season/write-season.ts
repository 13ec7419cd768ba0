import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wallClock } from '../weather/wall-clock.ts';
import { renderSeason, seasonTimes, type SeasonOptions } from './render-season.ts';

/** What was written: `frames` JPEG files of `bytes` together. */
export interface WrittenSeason {
  readonly frames: number;
  readonly bytes: number;
}

/** How `fieldlapse import` reads the times of {@link writeSeason}. */
export const seasonTimePattern = 'YYYY-MM-DD_HHmmss';
const mostByDay = 11;

/** That many hours of a day: between 7 and 17 o'clock; more than 11 go round the clock. */
export function hoursOfDay(perDay: number): number[] {
  if (perDay === 1) return [12];
  if (perDay > mostByDay) return Array.from({ length: perDay }, (_, index) => (index * 24) / perDay);
  return Array.from({ length: perDay }, (_, index) => 7 + (index * 10) / (perDay - 1));
}

/**
 * Writes the season as JPEG files named by local capture time, and `truth.json` last: size, ROI, faults and knocks, and
 * {@link FrameTruth} of every file. Makes the folder; files of the same name are replaced.
 */
export async function writeSeason(
  folder: string,
  options: SeasonOptions,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<WrittenSeason> {
  const { scene, missingDays = [] } = options;
  const { waterLevelCm: _function, ...described } = scene;
  await mkdir(folder, { recursive: true });
  const total = seasonTimes(options).length;
  const frames: object[] = [];
  let bytes = 0;
  for await (const { utcMs, jpeg, truth } of renderSeason(options)) {
    const { day, time } = wallClock(utcMs, scene.place.longitude);
    const file = `${day}_${time.replaceAll(':', '')}.jpg`;
    await writeFile(join(folder, file), jpeg);
    frames.push({ file, ...truth });
    bytes += jpeg.length;
    onProgress(frames.length, total);
  }
  const truth = JSON.stringify({ v: 1, scene: described, missingDays, frames }, null, 1);
  await writeFile(join(folder, 'truth.json.tmp'), `${truth}\n`);
  await rename(join(folder, 'truth.json.tmp'), join(folder, 'truth.json'));
  return { frames: frames.length, bytes };
}
