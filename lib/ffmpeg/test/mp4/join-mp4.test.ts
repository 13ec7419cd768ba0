import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { joinableFilm, patchFragments, type FilmParts } from '../../src/mp4/fragments.ts';
import { joinMp4 } from '../../src/mp4/join-mp4.ts';
import { runFfmpeg } from '../../src/run-ffmpeg.ts';
import { folder, usableFfmpegs } from '../fixtures.ts';

const ffmpegs = await usableFfmpegs();
type Found = (typeof ffmpegs)[number];

/** ffmpeg 4 miscounts the first times of fragments with B-frames: films of it have none. */
function bFramesOf({ version }: Found): string {
  return Number(/^(\d+)\./.exec(version)?.[1] ?? 0) >= 5 ? '3' : '0';
}

/** A closed part of a film, as days are coded; long ones have B-frames. */
async function part(ffmpeg: Found, frames: number, start: number): Promise<FilmParts> {
  const source = [
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=160x96:rate=24`,
    '-vf',
    `trim=start_frame=${start}:end_frame=${start + frames},setpts=PTS-STARTPTS`,
  ];
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-bf',
    bFramesOf(ffmpeg),
    '-pix_fmt',
    'yuv420p',
    '-threads',
    '1',
  ];
  const flags = 'empty_moov+default_base_moof+frag_keyframe+negative_cts_offsets';
  const muxing = ['-video_track_timescale', '90000', '-movflags', flags, '-f', 'mp4', 'pipe:1'];
  return joinableFilm(await runFfmpeg({ ffmpeg, args: [...source, ...coding, ...muxing], timeLimitMs: 20_000 }));
}

/** Times in frames and pictures of a file, as another program sees them; what it says of errors fails the test. */
async function seen(ffmpeg: Found, path: string): Promise<{ times: number[]; md5: string[] }> {
  const args = ['-xerror', '-v', 'error', '-i', path, '-f', 'framemd5', 'pipe:1'];
  const text = (await runFfmpeg({ ffmpeg, args, timeLimitMs: 20_000 })).toString();
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const cells = rows.map((line) => line.split(/,\s*/));
  return { times: cells.map((row) => Number(row[2])), md5: cells.map((row) => row[5] ?? '') };
}

async function* only(fragments: Buffer): AsyncGenerator<Buffer> {
  yield fragments;
}

describe.each(ffmpegs)('joinMp4 of parts of ffmpeg $version', (ffmpeg) => {
  const lengths = [1, 2, 24, 1, 60, 3];

  async function joined(name: string): Promise<{ path: string; parts: FilmParts[] }> {
    const parts: FilmParts[] = [];
    for (const [index, frames] of lengths.entries()) parts.push(await part(ffmpeg, frames, index * 30));
    const path = join(folder, `${name}-${ffmpeg.origin}.mp4`);
    async function* fragments(): AsyncGenerator<Buffer> {
      // Where a part plays does not count: times follow from the durations.
      for (const [index, { fragments: bytes }] of parts.entries()) yield patchFragments(bytes, index * 7, 1);
    }
    const seenProgress: number[] = [];
    const film = { init: parts[0]!.init, fragments: fragments(), pictures: 91 };
    await joinMp4({ ...film, onProgress: (done) => seenProgress.push(done) }, path);
    expect(seenProgress.at(-1)).toBe(91);
    return { path, parts };
  }

  it('shows every picture of every part, one after the other, without a jump in time', async () => {
    const { path, parts } = await joined('whole');
    const film = await seen(ffmpeg, path);
    expect(film.times).toEqual(Array.from({ length: 91 }, (_, index) => index));
    const alone: string[] = [];
    for (const [index, { init, fragments }] of parts.entries()) {
      const one = join(folder, `one-${index}-${ffmpeg.origin}.mp4`);
      await joinMp4({ init, fragments: only(fragments), pictures: lengths[index]! }, one);
      alone.push(...(await seen(ffmpeg, one)).md5);
    }
    expect(film.md5).toEqual(alone);
    expect(new Set(film.md5).size).toBeGreaterThan(60);
  });

  it('puts its tables before the pictures and fills the file exactly', async () => {
    const bytes = await readFile((await joined('tables')).path);
    const types: string[] = [];
    let at = 0;
    for (; at < bytes.length; at += bytes.readUInt32BE(at)) types.push(bytes.toString('latin1', at + 4, at + 8));
    expect(types).toEqual(['ftyp', 'moov', 'free', 'mdat']);
    expect(at).toBe(bytes.length);
  });

  it('refuses a film of more pictures than were expected, and what is no film', async () => {
    const { init, fragments } = await part(ffmpeg, 5, 0);
    await expect(
      joinMp4({ init, fragments: only(fragments), pictures: 4 }, join(folder, 'longer.mp4')),
    ).rejects.toMatchObject({ code: 'BAD_MP4' });
    const torn = only(fragments.subarray(0, fragments.length - 40));
    await expect(joinMp4({ init, fragments: torn, pictures: 5 }, join(folder, 'torn.mp4'))).rejects.toMatchObject({
      code: 'BAD_MP4',
    });
  });
});
