import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '@fieldlapse/ffmpeg';
import { sleep } from '@fieldlapse/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { camera, dayMs, firstMorning, framesIn, hourMs, openFarm, picture, playedBytes, type Farm } from './farm.ts';

let farm: Farm;
const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await farm.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const full = { kind: 'full' } as const;
const times = (days: number, perDay: number): number[] =>
  Array.from(
    { length: days * perDay },
    (_, index) => firstMorning + Math.floor(index / perDay) * dayMs + (index % perDay) * 3 * hourMs,
  );

/** An ffmpeg that hangs on its first encoding, whoever asks for it, and works from then on. */
async function hangingOnce(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-hang-'));
  folders.push(folder);
  const { path } = await findFfmpeg();
  const script = join(folder, 'ffmpeg');
  const hang = `case "$*" in *rawvideo*) [ -e ${folder}/hung ] || { touch ${folder}/hung; sleep 600; } ;; esac`;
  await writeFile(script, `#!/bin/sh\n${hang}\nexec ${path} "$@"\n`);
  await chmod(script, 0o755);
  return script;
}

describe('startTimelapse', () => {
  it('makes a playable film of one frame, and of a day that follows', async () => {
    farm = await openFarm();
    await farm.start();
    await farm.accept(firstMorning);
    await farm.untilFilmed([firstMorning]);
    expect(await framesIn(await playedBytes(farm.films))).toHaveLength(1);
    const next = times(1, 4).map((time) => time + dayMs);
    for (const time of next) await farm.accept(time);
    await farm.untilFilmed([firstMorning, ...next]);
    const frames = await framesIn(await playedBytes(farm.films));
    expect(frames.map((line) => Number(line.split(' ')[0]))).toEqual([0, 1, 2, 3, 4]);
  });

  it('ends with the film built in order when 30 days arrive newest first', async () => {
    const all = times(30, 4);
    farm = await openFarm();
    for (const time of all) await farm.accept(time);
    await farm.start({ concurrency: 2 });
    await farm.untilFilmed(all);
    const inOrder = await playedBytes(farm.films);
    const { hash } = await farm.films.manifest('demo', camera, full);
    const season = await framesIn((await farm.films.mp4('demo', camera, { kind: 'season' })).path);
    expect(season).toHaveLength(30);
    await farm.close();

    farm = await openFarm();
    await farm.start({ concurrency: 2 });
    for (const time of all.toReversed()) {
      await farm.accept(time);
      await sleep(5); // Some days are encoded before they are complete.
    }
    await farm.untilFilmed(all);
    expect(await framesIn(await playedBytes(farm.films))).toEqual(await framesIn(inOrder));
    expect((await farm.films.manifest('demo', camera, full)).hash).toBe(hash);
    expect(await framesIn((await farm.films.mp4('demo', camera, { kind: 'season' })).path)).toEqual(season);
  }, 240_000);

  it('shows the same frames, lit and held alike, whether days are added one by one or built at once', async () => {
    const all = times(12, 3);
    farm = await openFarm();
    await farm.start();
    for (const day of Array.from({ length: 12 }, (_, index) => all.slice(index * 3, index * 3 + 3))) {
      for (const time of day) await farm.accept(time);
      await farm.untilFilmed(all.filter((time) => time <= day.at(-1)!));
    }
    const kinds = ['full', 'season'] as const;
    const decoded = async () =>
      Promise.all(kinds.map(async (kind) => framesIn((await farm.films.mp4('demo', camera, { kind })).path)));
    const appended = await decoded();
    const lit = (await farm.films.manifest('demo', camera, full)).hash;
    await farm.close();

    farm = await openFarm();
    for (const time of all) await farm.accept(time);
    await farm.start();
    await farm.untilFilmed(all);
    expect(await decoded()).toEqual(appended);
    expect((await farm.films.manifest('demo', camera, full)).hash).toBe(lit);
    await farm.close();

    farm = await openFarm();
    for (const time of all) await farm.accept(time);
    await farm.start({ deflicker: false });
    await farm.untilFilmed(all);
    expect(await decoded()).not.toEqual(appended);
  }, 240_000);

  it('goes on where it was closed', async () => {
    farm = await openFarm();
    const all = times(24, 2);
    for (const time of all) await farm.accept(time);
    const first = await farm.start();
    await expect.poll(() => farm.films.manifest('demo', camera, full).catch(() => undefined)).toBeDefined();
    await first.close();
    const done = (await farm.films.manifest('demo', camera, full)).days;
    expect(done.length).toBeLessThan(24);
    await farm.start();
    await farm.untilFilmed(all);
    const days = (await farm.films.manifest('demo', camera, full)).days;
    expect(days.filter(({ segment }) => done.some((old) => old.segment === segment))).toHaveLength(done.length);
  }, 120_000);

  it('kills an ffmpeg that hangs, goes on with the other days and retries', async () => {
    farm = await openFarm();
    const all = times(3, 2);
    for (const time of all) await farm.accept(time);
    vi.stubEnv('FFMPEG_PATH', await hangingOnce());
    await farm.start({ timeLimitMs: 500 });
    await farm.untilFilmed(all);
  });

  it('leaves a broken picture out and shows the gap', async () => {
    farm = await openFarm('0 6,9,12 * * *');
    const good = await picture(firstMorning);
    const torn = Buffer.concat([good.subarray(0, 300), Buffer.alloc(600, 0x55)]);
    await farm.start();
    await farm.accept(firstMorning);
    await farm.accept(firstMorning + 3 * hourMs, torn);
    await farm.accept(firstMorning + 6 * hourMs);
    await farm.untilFilmed([firstMorning, firstMorning + 6 * hourMs]);
    const { gaps } = await farm.films.manifest('demo', camera, { kind: 'day', from: '2026-03-01' });
    const edges = { from: firstMorning, to: firstMorning + 6 * hourMs };
    expect(gaps).toEqual([{ ...edges, missingFrames: 1, reason: 'missing' }]);
  });

  it('has no film while every picture of the camera is broken', async () => {
    farm = await openFarm();
    await farm.start();
    await farm.accept(firstMorning, Buffer.from('not a picture'));
    await expect.poll(() => farm.films.pendingDays('demo', camera), { timeout: 10_000 }).toBe(0);
    await expect(farm.films.playlist('demo', camera, full)).rejects.toMatchObject({ code: 'FILM_EMPTY' });
    await farm.accept(firstMorning + dayMs);
    await farm.untilFilmed([firstMorning + dayMs]);
  });

  it('moves a frame whose time was corrected from one day to the other', async () => {
    farm = await openFarm();
    await farm.start();
    const stays = await farm.accept(firstMorning);
    const moves = await farm.accept(firstMorning + hourMs);
    await farm.untilFilmed([stays.observedAt, moves.observedAt]);
    await farm.correct(moves, firstMorning + 3 * dayMs);
    await farm.untilFilmed([stays.observedAt, firstMorning + 3 * dayMs]);
    const { days } = await farm.films.manifest('demo', camera, full);
    expect(days.map(({ day, frames }) => [day, frames[0]?.f])).toEqual([
      ['2026-03-01', stays.f],
      ['2026-03-04', moves.f],
    ]);
  });

  it('shows the new time of a frame that was corrected within its day', async () => {
    farm = await openFarm();
    await farm.start();
    const frame = await farm.accept(firstMorning);
    await farm.untilFilmed([firstMorning]);
    await farm.correct(frame, firstMorning + hourMs);
    await farm.untilFilmed([firstMorning + hourMs]);
  });

  it('empties a day whose only frame moved away', async () => {
    farm = await openFarm();
    await farm.start();
    const frame = await farm.accept(firstMorning);
    await farm.untilFilmed([firstMorning]);
    await farm.correct(frame, firstMorning + dayMs);
    await farm.untilFilmed([firstMorning + dayMs]);
    expect((await farm.films.manifest('demo', camera, full)).days).toHaveLength(1);
  });

  it('keeps one film size when the camera changes its shape', async () => {
    farm = await openFarm();
    await farm.start();
    await farm.accept(firstMorning);
    await farm.accept(firstMorning + dayMs, await picture(firstMorning + dayMs, 64, 128));
    await farm.untilFilmed([firstMorning, firstMorning + dayMs]);
    const manifest = await farm.films.manifest('demo', camera, full);
    expect([manifest.width, manifest.height]).toEqual([96, 64]);
    expect(await framesIn(await playedBytes(farm.films))).toHaveLength(2);
  });

  it('encodes every day anew when the settings change, and one whose segment was lost', async () => {
    farm = await openFarm();
    const all = times(2, 2);
    for (const time of all) await farm.accept(time);
    const first = await farm.start();
    await farm.untilFilmed(all);
    await first.close();
    for await (const { key } of farm.stores.blobs.list('segments/')) await farm.stores.blobs.delete(key);
    const second = await farm.start();
    await expect
      .poll(async () => (await playedBytes(farm.films).catch(() => Buffer.alloc(0))).length, { timeout: 10_000 })
      .toBeGreaterThan(0);
    await second.close();
    await farm.start({ fps: 10 });
    await expect
      .poll(async () => (await farm.films.manifest('demo', camera, full)).durationSec, { timeout: 10_000 })
      .toBe(0.4);
  });

  it('deletes a replaced segment only after its grace', async () => {
    farm = await openFarm();
    await farm.start({ graceMs: 600_000 });
    await farm.accept(firstMorning);
    await farm.untilFilmed([firstMorning]);
    const [old] = (await farm.films.manifest('demo', camera, full)).days;
    await farm.accept(firstMorning + hourMs);
    await farm.untilFilmed([firstMorning, firstMorning + hourMs]);
    await expect(farm.films.segment(old!.segment, 0, 1)).resolves.toBeInstanceOf(Buffer);
    await farm.close();

    farm = await openFarm();
    await farm.start({ graceMs: 0 });
    await farm.accept(firstMorning);
    await farm.untilFilmed([firstMorning]);
    await farm.accept(firstMorning + hourMs);
    await farm.untilFilmed([firstMorning, firstMorning + hourMs]);
    await expect
      .poll(() => farm.films.segment(old!.segment, 0, 1).catch((error: unknown) => error))
      .toMatchObject({ code: 'FILM_MISSING' });
  });
});
