import { readFile } from 'node:fs/promises';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { camera, framesIn } from '../farm.ts';
import { ended, made, openExportFarm, orderOf, probed, type ExportFarm } from './export-farm.ts';

vi.setConfig({ testTimeout: 120_000 });
let farm: ExportFarm;
afterEach(async () => {
  vi.unstubAllEnvs();
  await farm.close();
});

describe('openFilmExports', () => {
  it('gives the film as it is, as the same MP4 that is played', async () => {
    farm = await openExportFarm(3, 4);
    const exports = await farm.exports();
    const { path, export: done } = await made(exports, orderOf());
    const film = await farm.films.mp4('demo', camera, { kind: 'full' });
    expect(await readFile(path)).toEqual(await readFile(film.path));
    expect(done).toMatchObject({
      ...{ state: 'ready', done: 12, total: 12, etaMs: null, bytes: film.bytes, mediaType: 'video/mp4', error: null },
      fileName: `demo-${camera}-full-2026-03-01..2026-03-03.mp4`,
    });
  });

  it('plays a film at the ordered pace without coding it anew', async () => {
    farm = await openExportFarm(4, 6);
    const exports = await farm.exports();
    const film = await framesIn((await farm.films.mp4('demo', camera, { kind: 'full' })).path);
    const md5 = film.map((line) => line.split(' ')[1]);
    for (const [pace, fps] of [
      [{ fps: 12 }, 12],
      [{ durationSec: 1.5 }, 16],
      [{ daysPerSec: 5 }, 30],
    ] as const) {
      const { path } = await made(exports, orderOf({ pace }));
      const seen = probed(path);
      expect(seen).toMatchObject({ codec: 'h264', frames: 24 });
      expect(seen.fps).toBeCloseTo(fps, 3);
      expect(seen.seconds).toBeCloseTo(24 / fps, 2);
      expect((await framesIn(path)).map((line) => line.split(' ')[1])).toEqual(md5);
    }
  });

  it('takes frames evenly where a film would run faster than eyes can see', async () => {
    farm = await openExportFarm(5, 18);
    const exports = await farm.exports();
    const { path, export: done } = await made(exports, orderOf({ pace: { durationSec: 1 } }));
    expect(probed(path)).toMatchObject({ codec: 'h264', frames: 30, fps: 30, seconds: 1 });
    expect(done.total).toBe(30);
  });

  it('makes a WebM of every frame, part by part', async () => {
    farm = await openExportFarm(5, 6);
    const exports = await farm.exports();
    const { path, export: done } = await made(exports, orderOf({ format: 'webm' }));
    const seen = probed(path);
    expect(['av1', 'vp9']).toContain(seen.codec);
    expect(seen).toMatchObject({ frames: 30, width: 96, height: 64 });
    expect(seen.seconds).toBeCloseTo(30 / 24, 2);
    expect(done.fileName).toMatch(/\.webm$/);
  });

  it('answers the same order of an unchanged film with the same export, and of a grown one with another', async () => {
    farm = await openExportFarm(2, 3);
    const exports = await farm.exports();
    const { export: first } = await made(exports, orderOf({ pace: { fps: 12 } }));
    expect(await exports.order({ pace: { fps: 12 }, ...orderOf() })).toEqual(first);
    const late = (farm.times.at(-1) ?? 0) + 60_000;
    await farm.accept(late);
    await farm.start();
    await farm.untilFilmed([...farm.times, late]);
    const { export: second } = await made(exports, orderOf({ pace: { fps: 12 } }));
    expect(second.id).not.toBe(first.id);
    expect(second.total).toBe(7);
    expect((await exports.list()).map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it('takes no more than so many orders', async () => {
    farm = await openExportFarm(2, 3);
    const exports = await farm.exports({ maxWaiting: 1 });
    const outcomes = await Promise.allSettled(
      [10, 11, 12, 13].map((fps) => exports.order(orderOf({ format: 'webm', pace: { fps } }))),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect([2, 3]).toContain(refused.length); // The first one may run by then.
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'TOO_MANY_EXPORTS' });
  });

  it('names what is wrong with an order before anything is made', async () => {
    farm = await openExportFarm(1, 2);
    const exports = await farm.exports();
    for (const [order, part] of [
      [{ kind: 'day' as const }, 'from'],
      [{ kind: 'range' as const, from: '2026-03-02', to: '2026-03-01' }, 'to'],
      [{ kind: 'full' as const, from: '2026-03-02' }, 'kind'],
      [{ format: 'stills' as const, pace: { fps: 12 } }, 'pace'],
      [{ maxBytes: 100_000 }, 'maxBytes'],
      [{ pace: { durationSec: 7000 } }, 'pace.durationSec'],
    ] as const) {
      await expect(exports.order(orderOf(order)), part).rejects.toMatchObject({
        code: 'BAD_EXPORT',
        message: expect.stringMatching(`^${part}: `) as string,
      });
    }
    await expect(exports.order(orderOf({ camera: 'nowhere' }))).rejects.toMatchObject({ code: 'FILM_EMPTY' });
    expect(await exports.list()).toEqual([]);
  });

  it('knows nothing of exports that were never ordered, and gives no unfinished file', async () => {
    farm = await openExportFarm(2, 6);
    const exports = await farm.exports();
    for (const ask of [exports.get, exports.cancel, exports.file]) {
      await expect(ask('nothing')).rejects.toMatchObject({ code: 'EXPORT_MISSING' });
    }
    const { id } = await exports.order(orderOf({ format: 'webm' }));
    await expect(exports.file(id)).rejects.toMatchObject({ code: 'EXPORT_UNFINISHED' });
    expect(await exports.cancel(id)).toMatchObject({ state: 'cancelled', bytes: null });
    await expect(exports.file(id)).rejects.toMatchObject({ code: 'EXPORT_UNFINISHED' });
    expect(await ended(exports, (await exports.order(orderOf({ format: 'webm' }))).id)).toMatchObject({
      state: 'ready',
    });
  });

  it('makes VP9 and H.264 with the bundled ffmpeg alone', async ({ skip }) => {
    const bundled = await findFfmpeg({ env: {} }).catch(() => undefined);
    if (!bundled) return skip('no bundled ffmpeg on this platform');
    farm = await openExportFarm(4, 5);
    vi.stubEnv('FFMPEG_PATH', bundled.path);
    const exports = await farm.exports();
    const webm = await made(exports, orderOf({ format: 'webm', pace: { fps: 10 } }));
    expect(probed(webm.path)).toMatchObject({ codec: 'vp9', frames: 20, seconds: 2 });
    const mp4 = await made(exports, orderOf({ maxSide: 160, pace: { fps: 10 } }));
    expect(probed(mp4.path)).toMatchObject({ codec: 'h264', frames: 20, fps: 10 });
    const small = await made(exports, orderOf({ maxSide: 160, pace: { fps: 10 }, format: 'webm' }));
    expect(probed(small.path).frames).toBe(20);
  });
});
