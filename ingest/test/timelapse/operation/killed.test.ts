import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sleep } from '@fieldlapse/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { firstMorning, type Farm } from '../farm.ts';
import { isThere, untilEncoding } from './encoders.ts';
import { acceptFrom, farmOfTest, noPictures } from './real-pictures.ts';
import { storedParts, watch } from './whole-film.ts';

if (noPictures) console.warn(noPictures);

it.skipIf(noPictures)(
  'killed in the middle of encoding, it leaves the old film whole and goes on',
  async () => {
    const farm = await farmOfTest();
    const times = await acceptFrom(farm, firstMorning, 8);
    const first = startService(farm);
    await farm.untilFilmed(times);
    await kill(first);
    const old = await watch(farm);
    expect(old.decoded).toHaveLength(8);
    const parts = await storedParts(farm);

    const later = await acceptFrom(farm, firstMorning + 8 * 900_000, 12);
    for (const afterMs of [0, 30, 90]) {
      const service = startService(farm);
      const encoder = await untilEncoding(service.pid);
      await sleep(afterMs);
      const died = kill(service);
      expect(isThere(encoder.pid)).toBe(true); // It was in the middle of it.
      await died;
      await expect.poll(() => isThere(encoder.pid), { timeout: 10_000 }).toBe(false);
      expect(await watch(farm)).toEqual(old);
      expect(await storedParts(farm)).toEqual(parts);
    }
    await farm.start({ films: ['full'] });
    await farm.untilFilmed([...times, ...later]);
    expect((await watch(farm)).decoded).toHaveLength(20);
  },
  180_000,
);

function startService(farm: Farm): ChildProcess {
  const script = join(import.meta.dirname, 'service-process.ts');
  const service = spawn(process.execPath, [script, farm.folder, JSON.stringify(farm.sites)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  onTestFinished(() => void service.kill('SIGKILL'));
  return service;
}

async function kill(service: ChildProcess): Promise<void> {
  const ended = once(service, 'exit');
  service.kill('SIGKILL');
  await ended;
}
