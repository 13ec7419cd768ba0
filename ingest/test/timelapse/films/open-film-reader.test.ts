import { readFile } from 'node:fs/promises';
import { findFfmpeg, joinableFilm, measureFragments } from '@fieldlapse/ffmpeg';
import { manualClock, silentLogger } from '@fieldlapse/runtime';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openFilmReader } from '../../../src/timelapse/films/open-film-reader.ts';
import { camera, dayMs, firstMorning, framesIn, hourMs, openFarm, playedBytes, type Farm } from '../farm.ts';

let farm: Farm;
afterEach(async () => {
  vi.unstubAllEnvs();
  await farm.close();
});
const full = { kind: 'full' } as const;

/** A farm whose film has `perDay` frames on each of `days` days. */
async function filmedFarm(days: number, perDay: number, schedule?: string): Promise<number[]> {
  farm = await openFarm(schedule);
  const times: number[] = [];
  for (let day = 0; day < days; day += 1) {
    for (let hour = 0; hour < perDay; hour += 1) times.push(firstMorning + day * dayMs + hour * hourMs);
  }
  for (const time of times) await farm.accept(time);
  const service = await farm.start();
  await farm.untilFilmed(times);
  await service.close();
  return times;
}

/** Types of the outer boxes of an MP4 file. */
function outerBoxes(bytes: Buffer): string[] {
  const types: string[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at))
    types.push(bytes.toString('latin1', at + 4, at + 8));
  return types;
}

describe('openFilmReader', () => {
  it('says that a film is empty before the service has ever run', async () => {
    farm = await openFarm();
    for (const ask of [farm.films.manifest, farm.films.playlist, farm.films.mp4]) {
      await expect(ask('demo', camera, full)).rejects.toMatchObject({ code: 'FILM_EMPTY' });
    }
    await expect(farm.films.init('0'.repeat(32))).rejects.toMatchObject({ code: 'FILM_MISSING' });
    await expect(farm.films.segment('../../etc', 0, 1)).rejects.toMatchObject({ code: 'FILM_MISSING' });
  });

  it('describes every frame with its place in the film', async () => {
    const times = await filmedFarm(2, 3);
    const manifest = await farm.films.manifest('demo', camera, full);
    expect(manifest).toMatchObject({
      frameCount: 6,
      durationSec: 0.25,
      fps: 24,
      width: 96,
      height: 64,
      coverage: null,
    });
    expect(manifest.days.map(({ day, startSec, durationSec }) => [day, startSec, durationSec])).toEqual([
      ['2026-03-01', 0, 0.125],
      ['2026-03-02', 0.125, 0.125],
    ]);
    expect(manifest.days.flatMap(({ frames }) => frames.map(({ observedAt }) => observedAt))).toEqual(times);
  });

  it('gives films of a day and of a range the frames of those days alone', async () => {
    const times = await filmedFarm(4, 2);
    const day = await farm.films.manifest('demo', camera, { kind: 'day', from: '2026-03-02' });
    const range = await farm.films.manifest('demo', camera, { kind: 'range', from: '2026-03-02', to: '2026-03-03' });
    expect(day.days.flatMap(({ frames }) => frames.map(({ observedAt }) => observedAt))).toEqual(times.slice(2, 4));
    expect(range.frameCount).toBe(4);
    expect(new Set([day.hash, range.hash, (await farm.films.manifest('demo', camera, full)).hash]).size).toBe(3);
    await expect(farm.films.manifest('demo', camera, { kind: 'day', from: '2027-01-01' })).rejects.toMatchObject({
      code: 'FILM_EMPTY',
    });
  });

  it('writes a playlist that a player can follow to exactly the frames of the days', async () => {
    await filmedFarm(3, 4);
    const lines = (await farm.films.playlist('demo', camera, full)).trimEnd().split('\n');
    expect(lines.slice(0, 2)).toEqual(['#EXTM3U', '#EXT-X-VERSION:7']);
    expect(lines.at(-1)).toBe('#EXT-X-ENDLIST');
    expect(lines.filter((line) => line.startsWith('#EXT-X-MAP'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('#EXTINF'))).toEqual(
      ['2026-03-01', '2026-03-02', '2026-03-03'].map((day) => `#EXTINF:0.166667,${day}`),
    );
    expect(lines).toContain('#EXT-X-PROGRAM-DATE-TIME:2026-02-28T23:00:00.000Z');
    const frames = await framesIn(await playedBytes(farm.films));
    expect(frames.map((line) => Number(line.split(' ')[0]))).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });

  it('makes a faststart MP4 by copy: its frames are those of the day files, one after the other', async () => {
    await filmedFarm(5, 3);
    const seen: [number, number][] = [];
    const film = await farm.films.mp4('demo', camera, full, { onProgress: (done, total) => seen.push([done, total]) });
    const bytes = await readFile(film.path);
    const boxes = outerBoxes(bytes);
    expect(boxes.indexOf('moov')).toBeLessThan(boxes.indexOf('mdat'));
    expect(film.bytes).toBe(bytes.length);
    expect(seen.at(-1)).toEqual([15, 15]);

    const oneByOne: string[] = [];
    for (const { day } of (await farm.films.manifest('demo', camera, full)).days) {
      const { path } = await farm.films.mp4('demo', camera, { kind: 'day', from: day });
      oneByOne.push(...(await framesIn(path)).map((line) => line.split(' ')[1] ?? ''));
    }
    expect(await framesIn(film.path)).toEqual(oneByOne.map((md5, index) => `${index} ${md5}`));
    expect(bytes.readUInt32BE(bytes.indexOf('mvhd') + 20) / bytes.readUInt32BE(bytes.indexOf('mvhd') + 16)).toBe(
      15 / 24,
    );
  });

  it('makes the same MP4 once for everybody who asks, and again after an abort', async () => {
    await filmedFarm(2, 2);
    const caller = new AbortController();
    const aborted = farm.films.mp4('demo', camera, full, { signal: caller.signal });
    const waiting = farm.films.mp4('demo', camera, full);
    caller.abort(new Error('the viewer left'));
    await expect(aborted).rejects.toThrow('the viewer left');
    const film = await waiting;
    expect(await framesIn(film.path)).toHaveLength(4);
    expect(await farm.films.mp4('demo', camera, full)).toEqual(film);
  });

  it('plays days of two encoders, marked by a discontinuity, and joins them in one MP4', async ({ skip }) => {
    vi.stubEnv('FFMPEG_PATH', '');
    const bundled = await findFfmpeg({ env: {} }).catch(() => undefined);
    if (!bundled || (await findFfmpeg()).path === bundled.path) return skip('one ffmpeg is all there is here');
    const times = await filmedFarm(2, 3);
    vi.stubEnv('FFMPEG_PATH', bundled.path);
    const late = [firstMorning + 2 * dayMs, firstMorning + 2 * dayMs + hourMs];
    for (const time of late) await farm.accept(time);
    await farm.start();
    await farm.untilFilmed([...times, ...late]);
    const playlist = await farm.films.playlist('demo', camera, full);
    expect(playlist.split('\n').filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
    const { path } = await farm.films.mp4('demo', camera, full);
    expect((await framesIn(path)).map((line) => Number(line.split(' ')[0]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('plays a film that the bundled ffmpeg alone has made', async ({ skip }) => {
    const bundled = await findFfmpeg({ env: {} }).catch(() => undefined);
    if (!bundled) return skip('no bundled ffmpeg on this platform');
    vi.stubEnv('FFMPEG_PATH', bundled.path);
    await filmedFarm(2, 3);
    const played = await playedBytes(farm.films);
    expect(measureFragments(joinableFilm(played))).toMatchObject({ samples: 6, durationTicks: 6 * 3750 });
    const frames = await framesIn(played);
    const { path } = await farm.films.mp4('demo', camera, full);
    expect(frames.map((line) => Number(line.split(' ')[0]))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await framesIn(path, bundled)).toEqual(frames);
  });

  it('counts what the schedule expected, and shows missing and thinned captures as gaps', async () => {
    const times = await filmedFarm(2, 4, '0 6-11 * * *');
    await farm.thin(firstMorning + 4 * hourMs);
    const [from, to] = [firstMorning + 3 * hourMs, firstMorning + dayMs];
    const range = { kind: 'range', from: '2026-03-01', to: '2026-03-02' } as const;
    const manifest = await farm.films.manifest('demo', camera, range);
    expect(manifest.days.map(({ expected, thinned }) => [expected, thinned])).toEqual([
      [6, 1],
      [6, 0],
    ]);
    expect(manifest.gaps).toEqual([
      { from, to, missingFrames: 1, reason: 'thinned' },
      { from, to, missingFrames: 1, reason: 'missing' },
      { from: times.at(-1), to: null, missingFrames: 2, reason: 'missing' },
    ]);
    expect(manifest.coverage).toBeCloseTo(8 / 12);
  });

  it('shows that a camera has fallen silent, but gives its last capture time to arrive', async () => {
    const times = await filmedFarm(1, 2, '0 * * * *');
    const parts = { stores: farm.stores, sites: () => farm.sites, logger: silentLogger, config: {} };
    const gapsAt = async (now: number) => {
      const films = await openFilmReader({ ...parts, clock: manualClock(now) });
      const { gaps } = await films.manifest('demo', camera, full).finally(films.close);
      return gaps;
    };
    expect(await gapsAt(firstMorning + 2 * hourMs + 60_000)).toEqual([]);
    const silent = { from: times.at(-1), to: null, missingFrames: 3, reason: 'missing' };
    expect(await gapsAt(firstMorning + 4.5 * hourMs)).toEqual([silent]);
  });
});
