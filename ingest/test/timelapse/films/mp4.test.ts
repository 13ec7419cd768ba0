import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { afterEach, expect, it, vi } from 'vitest';
import { openFilmReader } from '../../../src/timelapse/films/open-film-reader.ts';
import { camera, dayMs, firstMorning, openFarm, type Farm } from '../farm.ts';

let farm: Farm;
const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await farm.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

it('publishes no film whose last bytes did not fit on the disk, although ffmpeg says that all went well', async () => {
  farm = await openFarm();
  const times = [0, 1, 2].map((day) => firstMorning + day * dayMs);
  for (const time of times) await farm.accept(time);
  const service = await farm.start();
  await farm.untilFilmed(times);
  await service.close();

  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-short-'));
  folders.push(folder);
  const { path } = await findFfmpeg();
  // Its last argument is the film: it is cut short after ffmpeg has written it.
  const script = `#!/bin/sh\n${path} "$@" || exit $?\nfor film; do :; done\ncase "$film" in *.part) truncate -s -100 "$film" ;; esac\n`;
  await writeFile(join(folder, 'ffmpeg'), script);
  await chmod(join(folder, 'ffmpeg'), 0o755);
  await promisify(execFile)(join(folder, 'ffmpeg'), ['-version']);
  vi.stubEnv('FFMPEG_PATH', join(folder, 'ffmpeg'));
  const cacheFolder = join(folder, 'films');
  const parts = {
    stores: farm.stores,
    sites: () => farm.sites,
    clock: manualClock(firstMorning),
    logger: silentLogger,
  };
  const films = await openFilmReader({ ...parts, config: { cacheFolder } });
  await expect(films.mp4('demo', camera, { kind: 'full' })).rejects.toMatchObject({ code: 'FFMPEG_FAILED' });
  expect(await readdir(cacheFolder)).toEqual([]);
  await films.close();
});
