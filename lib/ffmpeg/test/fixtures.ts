import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { findFfmpeg, type Ffmpeg } from '../src/find-ffmpeg.ts';
import { runFfmpeg } from '../src/run-ffmpeg.ts';

export const folder = await mkdtemp(join(tmpdir(), 'fieldlapse-ffmpeg-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Every usable ffmpeg of this machine: the first in order, and the bundled one. */
export async function usableFfmpegs(): Promise<Ffmpeg[]> {
  const [first, bundled] = await Promise.all([findFfmpeg(), findFfmpeg({ env: {} }).catch(() => undefined)]);
  return bundled && bundled.path !== first.path ? [first, bundled] : [first];
}

/** A shell script that stands where an ffmpeg is expected. */
export async function script(name: string, lines: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${lines}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A fragmented MP4 of `frames` moving test pictures without B-frames, one fragment per `gop` frames. */
export function makeFilm(ffmpeg: Ffmpeg, frames: number, gop: number, start = 0): Promise<Buffer> {
  const source = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=160x96:rate=24',
    '-vf',
    `trim=start_frame=${start},setpts=PTS-STARTPTS`,
  ];
  const coding = [
    '-frames:v',
    String(frames),
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-bf',
    '0',
    '-g',
    String(gop),
  ];
  const muxing = ['-video_track_timescale', '90000', '-movflags', 'empty_moov+default_base_moof+frag_keyframe'];
  return runFfmpeg({
    ffmpeg,
    args: [...source, ...coding, '-pix_fmt', 'yuv420p', '-bitexact', ...muxing, '-f', 'mp4', 'pipe:1'],
    timeLimitMs: 20_000,
  });
}

/** One line per decoded frame: stream, dts, pts, duration, size, MD5. */
export async function framesOf(ffmpeg: Ffmpeg, film: Buffer): Promise<string[]> {
  const args = ['-i', 'pipe:0', '-f', 'framemd5', 'pipe:1'];
  async function* bytes(): AsyncGenerator<Buffer> {
    yield film;
  }
  const text = (await runFfmpeg({ ffmpeg, args, input: bytes(), timeLimitMs: 20_000 })).toString();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
