import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { expect, it, vi } from 'vitest';
import { dayMs, firstMorning } from '../farm.ts';
import { acceptFrom, farmOfTest, noPictures } from './real-pictures.ts';
import { storedParts, watch } from './whole-film.ts';

if (noPictures) console.warn(noPictures);
const crashes = 2;

it.skipIf(noPictures)(
  'an encoder that crashes is started again, and nothing of what it left is shown',
  async () => {
    const farm = await farmOfTest();
    const quiet = await farm.start({ films: ['full'] });
    const times = await acceptFrom(farm, firstMorning, 4);
    await farm.untilFilmed(times);
    await quiet.close();
    const [old, parts] = [await watch(farm), await storedParts(farm)];

    const { script, count } = await crashingEncoder(farm.folder);
    vi.stubEnv('FFMPEG_PATH', script);
    await farm.start({ films: ['full'] });
    vi.unstubAllEnvs();
    const nextDay = await acceptFrom(farm, firstMorning + dayMs, 6);
    await expect.poll(() => count('crashed'), { timeout: 30_000 }).toBe(1);
    expect(await watch(farm)).toEqual(old);
    expect(await storedParts(farm)).toEqual(parts);
    await farm.untilFilmed([...times, ...nextDay]);
    expect(count('crashed')).toBe(crashes);
    const film = await watch(farm);
    expect(film.decoded).toHaveLength(10);
    expect(film.decoded.slice(0, 4)).toEqual(old.decoded);
  },
  120_000,
);

/** An ffmpeg that writes some bytes and dies by a signal the first times that it is to encode. */
async function crashingEncoder(folder: string): Promise<{ script: string; count(what: string): number }> {
  const { path } = await findFfmpeg();
  const script = join(folder, 'ffmpeg');
  const log = join(folder, 'crashes');
  const crash = `[ "$(grep -c crashed ${log})" -lt ${crashes} ] && { echo crashed >> ${log}; head -c 5000 /dev/urandom; kill -SEGV $$; }`;
  await writeFile(log, '');
  await writeFile(script, `#!/bin/sh\ncase "$*" in *rawvideo*) ${crash} ;; esac\nexec ${path} "$@"\n`);
  await chmod(script, 0o755);
  return {
    script,
    count: (what) =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line === what).length,
  };
}
