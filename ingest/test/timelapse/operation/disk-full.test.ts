import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createLogger } from '@fieldlapse/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { startTimelapse } from '../../../src/timelapse/start.ts';
import { firstMorning } from '../farm.ts';
import { untilEncoding } from './encoders.ts';
import { acceptFrom, farmOfTest, noPictures } from './real-pictures.ts';
import { storedParts, watch } from './whole-film.ts';

const mount = mkdtempSync(join(tmpdir(), 'fieldlapse-small-disk-'));
const noDisk = noPictures ? undefined : mountSmall();
for (const reason of [noPictures, noDisk]) if (reason) console.warn(reason);

it.skipIf(noPictures ?? noDisk)(
  'a disk that fills up while a day is encoded costs no film, and it goes on by itself',
  async () => {
    onTestFinished(() => {
      execFileSync('umount', ['--lazy', mount]);
      rmSync(mount, { recursive: true });
    });
    const farm = await farmOfTest(mount);
    const log = join(tmpdir(), `${basename(farm.folder)}.log`);
    onTestFinished(() => rmSync(log));
    const service = await startTimelapse({
      config: { films: ['full'], minRebuildMs: 0, graceMs: 0, pollMs: 20 },
      ...{ stores: farm.stores, sites: () => farm.sites, clock: farm.clock },
      logger: createLogger({ name: 'timelapse', path: log }),
    });
    onTestFinished(() => service.close());
    const times = await acceptFrom(farm, firstMorning, 4);
    await farm.untilFilmed(times);
    const [old, parts] = [await watch(farm), await storedParts(farm)];

    const later = await acceptFrom(farm, firstMorning + 4 * 900_000, 8);
    await untilEncoding();
    const release = fill();
    await expect.poll(() => readFileSync(log, 'utf8'), { timeout: 30_000 }).toContain('STORE_FULL');
    expect(await watch(farm)).toEqual(old);
    expect(await storedParts(farm)).toEqual(parts);
    release();
    await farm.untilFilmed([...times, ...later]);
    expect((await watch(farm)).decoded).toHaveLength(12);
  },
  120_000,
);

/** Mounts a small file system; the reason where that may not be. */
function mountSmall(): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', mount], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `skipped: a small disk needs the right to mount one (${String(error).split('\n')[0]})`;
  }
}

/** Writes until nothing more fits; what is returned makes room again. */
function fill(): () => void {
  const path = join(mount, 'filler');
  const file = openSync(path, 'w');
  for (let size = 1 << 20; size > 0;) {
    try {
      if (writeSync(file, Buffer.alloc(size)) < size) size = Math.floor(size / 4);
    } catch {
      size = Math.floor(size / 4);
    }
  }
  closeSync(file);
  return () => rmSync(path);
}
