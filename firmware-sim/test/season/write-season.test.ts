import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it, onTestFinished } from 'vitest';
import { hoursOfDay, troubledSeason, writeSeason } from '../../src/index.ts';

it('writes JPEG files named by local capture time, and the truth of each', async () => {
  const root = await mkdtemp(join(tmpdir(), 'fieldlapse-season-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folder = join(root, 'season');
  const season = troubledSeason(3, { widthPx: 320, heightPx: 180 });
  const written = await writeSeason(folder, { ...season, days: 2, hours: hoursOfDay(2) });
  const names = (await readdir(folder)).sort();
  const jpegs = ['2026-05-15_070000.jpg', '2026-05-15_170000.jpg', '2026-05-16_070000.jpg', '2026-05-16_170000.jpg'];
  expect(names).toEqual([...jpegs, 'truth.json']);
  expect(written.frames).toBe(4);
  expect(await sharp(join(folder, jpegs[2]!)).metadata()).toMatchObject({ width: 320, height: 180, format: 'jpeg' });
  const truth = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as {
    frames: { file: string; utcMs: number }[];
  };
  expect(truth.frames.map(({ file }) => file)).toEqual(jpegs);
  expect(truth.frames[2]!.utcMs).toBe(Date.parse('2026-05-16T07:00:00+07:00'));
});

it('spreads few frames over daylight and many over day and night', () => {
  expect(hoursOfDay(1)).toEqual([12]);
  expect(hoursOfDay(3)).toEqual([7, 12, 17]);
  expect(hoursOfDay(24)).toEqual(Array.from({ length: 24 }, (_, hour) => hour));
});
