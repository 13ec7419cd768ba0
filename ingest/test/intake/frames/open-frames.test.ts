import { afterEach, describe, expect, it } from 'vitest';
import { jpegOf } from '../rig/jpeg.ts';
import { noMosquitto } from '../rig/mosquitto.ts';
import { startRig, type Rig } from '../rig/rig.ts';
import { metaOf, noon } from '../rig/wire-device.ts';

const megabyte = 1024 * 1024;

describe.skipIf(noMosquitto)('half-received frames', () => {
  let rig: Rig;
  afterEach(() => rig.close());

  it('stay within their memory while one device opens two hundred, and the last one can be finished', async () => {
    rig = await startRig({ config: { limits: { openFrames: 16, deviceAssemblyBytes: 8 * megabyte } } });
    const device = await rig.device();
    const metas = Array.from({ length: 200 }, (_, index) => {
      const jpeg = jpegOf(index + 1, megabyte);
      return { jpeg, meta: metaOf('node-1', jpeg, { seq: index }) };
    });
    for (const { meta, jpeg } of metas) {
      await device.meta(meta);
      await device.chunk(meta.f, jpeg, 0, 1000);
      expect(rig.intake.metrics().assemblyBytes).toBeLessThanOrEqual(8 * megabyte);
    }
    const last = metas.at(-1);
    if (!last) throw new Error('no frames');
    await device.wanted(({ frames }) => frames.some(({ f }) => f === last.meta.f));
    expect(rig.intake.metrics().framesEvicted).toBeGreaterThan(190);
    for (let at = 0; at < last.jpeg.length; at += 100_000) {
      await device.chunk(last.meta.f, last.jpeg, at, Math.min(last.jpeg.length, at + 100_000));
    }
    expect(await device.ackOf(last.meta.f)).toMatchObject({ s: 'stored' });
  });

  it('of some devices make another wait, and let it in once they give way', async () => {
    rig = await startRig({ config: { limits: { totalAssemblyBytes: 300_000 } } });
    const first = await rig.device('first');
    const second = await rig.device('second');
    const jpegs = [jpegOf(1, 200_000), jpegOf(2, 200_000)] as const;
    const metas = [metaOf('first', jpegs[0]), metaOf('second', jpegs[1])] as const;
    await first.meta(metas[0]);
    await first.wanted(({ frames }) => frames.length > 0);
    await second.meta(metas[1]);
    expect((await second.wanted(({ pauseMs = 0 }) => pauseMs > 0)).frames).toEqual([]);
    expect(await first.frame(metas[0], jpegs[0])).toMatchObject({ s: 'stored' });
    expect(await second.frame(metas[1], jpegs[1])).toMatchObject({ s: 'stored' });
  });

  it('over the quota of a day wait for the next', async () => {
    rig = await startRig({ config: { quota: { frames: 2 } } });
    const device = await rig.device();
    const sent = [1, 2, 3].map((seed) => {
      const jpeg = jpegOf(seed);
      return { jpeg, meta: metaOf('node-1', jpeg, { seq: seed, t: noon + seed }) };
    });
    for (const { meta, jpeg } of sent.slice(0, 2))
      expect(await device.frame(meta, jpeg)).toMatchObject({ s: 'stored' });
    const third = sent[2];
    if (!third) throw new Error('no third frame');
    await device.meta(third.meta);
    expect((await device.wanted(({ pauseMs = 0 }) => pauseMs > 0)).frames).toEqual([]);
    expect(rig.intake.metrics().frames).toMatchObject({ stored: 2, overQuota: 1 });
    await rig.clock.advance(86_400_000);
    expect(await device.frame(third.meta, third.jpeg)).toMatchObject({ s: 'stored' });
  });
});
