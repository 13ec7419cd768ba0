import { expect, it } from 'vitest';
import { camera, dayMs, firstMorning } from '../farm.ts';
import { isThere, untilEncoding } from './encoders.ts';
import { acceptFrom, farmOfTest, noPictures } from './real-pictures.ts';
import { watch } from './whole-film.ts';

if (noPictures) console.warn(noPictures);

it.skipIf(noPictures)(
  'an encoder that stands still is killed and the day encoded again; the old film plays on',
  async () => {
    const farm = await farmOfTest();
    // The time limit is far away: only that nothing moves can end it.
    await farm.start({ films: ['full'], stallLimitMs: 1000, timeLimitMs: 3_600_000 });
    const times = await acceptFrom(farm, firstMorning, 4);
    await farm.untilFilmed(times);
    const old = await watch(farm);

    const later = await acceptFrom(farm, firstMorning + 4 * 900_000, 10);
    const encoder = await untilEncoding();
    process.kill(encoder.pid, 'SIGSTOP');
    expect(await watch(farm)).toEqual(old);
    await expect.poll(() => isThere(encoder.pid), { timeout: 20_000 }).toBe(false);
    await farm.untilFilmed([...times, ...later]);
    const nextDay = await acceptFrom(farm, firstMorning + dayMs, 2);
    await farm.untilFilmed([...times, ...later, ...nextDay]);
    expect((await watch(farm)).decoded).toHaveLength(16);
  },
  120_000,
);

it.skipIf(noPictures)(
  'encoders step back behind everything else and use one thread',
  async () => {
    const farm = await farmOfTest();
    await farm.start({ films: ['full'] });
    const times = await acceptFrom(farm, firstMorning, 6);
    expect((await untilEncoding()).niceness).toBeGreaterThanOrEqual(10);
    await farm.untilFilmed(times);
    const { days } = await farm.films.manifest('demo', camera, { kind: 'full' });
    // What x264 writes of its own settings into the film.
    const settings = (await farm.films.segment(days[0]!.segment, 0, 1)).toString('latin1');
    expect(/ threads=(\d+)/.exec(settings)?.[1]).toBe('1');
  },
  60_000,
);
