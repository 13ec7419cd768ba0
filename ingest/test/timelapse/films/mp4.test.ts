import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { afterEach, expect, it, vi } from 'vitest';
import { openFilmReader } from '../../../src/timelapse/films/open-film-reader.ts';
import { camera, dayMs, firstMorning, framesIn, hourMs, openFarm, type Farm } from '../farm.ts';

let farm: Farm;
const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await farm.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const full = { kind: 'full' } as const;

it('joins short days, which have no B-frames, and long ones without a jump in time', async () => {
  farm = await openFarm();
  const times = [1, 1, 2, 20, 3, 16].flatMap((frames, day) =>
    Array.from({ length: frames }, (_, index) => firstMorning + day * dayMs + index * (hourMs / 2)),
  );
  for (const time of times) await farm.accept(time);
  await farm.start({ films: ['full'] });
  await farm.untilFilmed(times);
  const { path } = await farm.films.mp4('demo', camera, full);
  const frames = (await framesIn(path)).map((line) => Number(line.split(' ')[0]));
  expect(frames).toEqual(times.map((_, index) => index));
});

it('publishes no film whose last bytes did not fit on the disk, although ffmpeg says that all went well', async ({
  skip,
}) => {
  vi.stubEnv('FFMPEG_PATH', '');
  const bundled = await findFfmpeg({ env: {} }).catch(() => undefined);
  const { path } = await findFfmpeg();
  if (!bundled || path === bundled.path) return skip('one ffmpeg is all there is here: films are joined without it');
  farm = await openFarm();
  await farm.accept(firstMorning);
  const first = await farm.start();
  await farm.untilFilmed([firstMorning]);
  await first.close();
  vi.stubEnv('FFMPEG_PATH', bundled.path);
  await farm.accept(firstMorning + 10 * dayMs);
  await (await farm.start()).close();
  await farm.start();
  await farm.untilFilmed([firstMorning, firstMorning + 10 * dayMs]);

  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-short-'));
  folders.push(folder);
  // Its last argument is the film: it is cut short after ffmpeg has written it.
  const cut = 'case "$film" in *.part) truncate -s -100 "$film" ;; esac';
  const script = `#!/bin/sh\n${path} "$@" || exit $?\nfor film; do :; done\n${cut}\n`;
  await writeFile(join(folder, 'ffmpeg'), script);
  await chmod(join(folder, 'ffmpeg'), 0o755);
  vi.stubEnv('FFMPEG_PATH', join(folder, 'ffmpeg'));
  const cacheFolder = join(folder, 'films');
  const parts = {
    stores: farm.stores,
    sites: () => farm.sites,
    clock: manualClock(firstMorning),
    logger: silentLogger,
  };
  const films = await openFilmReader({ ...parts, config: { cacheFolder } });
  await expect(films.mp4('demo', camera, full)).rejects.toMatchObject({ code: 'FFMPEG_FAILED' });
  expect(await readdir(cacheFolder)).toEqual([]);
  await films.close();
});
