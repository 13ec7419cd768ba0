import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { retimeMp4 } from '../../src/mp4/retime.ts';
import { runFfmpeg } from '../../src/run-ffmpeg.ts';
import { folder, usableFfmpegs } from '../fixtures.ts';

const ffmpegs = await usableFfmpegs();

/** A faststart MP4 of `frames` frames at 24 a second with B-frames, as films are. */
async function plainMp4(ffmpeg: (typeof ffmpegs)[number], path: string, frames: number): Promise<void> {
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=160x96:rate=24', '-frames:v', String(frames)];
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '2', '-pix_fmt', 'yuv420p'];
  const muxing = ['-video_track_timescale', '90000', '-movflags', '+faststart', '-f', 'mp4', '-y', path];
  await runFfmpeg({ ffmpeg, args: [...source, ...coding, ...muxing], timeLimitMs: 20_000 });
}

/** Frame times in seconds and pictures, as another program sees them. */
async function seen(ffmpeg: (typeof ffmpegs)[number], path: string): Promise<{ times: number[]; md5: string[] }> {
  const args = ['-copyts', '-i', path, '-vsync', '0', '-enc_time_base', '1:1000000', '-f', 'framemd5', 'pipe:1'];
  const text = (await runFfmpeg({ ffmpeg, args, timeLimitMs: 20_000 })).toString();
  const [, num = 1, den = 1] = /^#tb 0: (\d+)\/(\d+)$/m.exec(text)?.map(Number) ?? [];
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const cells = rows.map((line) => line.split(/,\s*/));
  return { times: cells.map((row) => (Number(row[2]) * num) / den), md5: cells.map((row) => row[5] ?? '') };
}

describe.each(ffmpegs)('retimeMp4 of films of ffmpeg $version', (ffmpeg) => {
  it.each([2, 0.5, 17.381 / 24])('shows the same pictures %f times as fast', async (speed) => {
    const from = join(folder, `from-${ffmpeg.origin}-${speed}.mp4`);
    const to = join(folder, `to-${ffmpeg.origin}-${speed}.mp4`);
    await plainMp4(ffmpeg, from, 48);
    await retimeMp4(from, to, speed);
    const [before, after] = [await seen(ffmpeg, from), await seen(ffmpeg, to)];
    expect(after.md5).toEqual(before.md5);
    expect(new Set(after.md5).size).toBe(48);
    const apart = after.times.slice(1).map((time, index) => time - (after.times[index] ?? 0));
    for (const seconds of apart) expect(seconds).toBeCloseTo(1 / 24 / speed, 4);
    const moov = await readFile(to);
    const [scale, ticks] = [16, 20].map((offset) => moov.readUInt32BE(moov.indexOf('mvhd') + offset)) as [
      number,
      number,
    ];
    expect(ticks / scale).toBeCloseTo(2 / speed, 2);
  });

  it('refuses what is no plain film', async () => {
    const path = join(folder, 'fragments.mp4');
    await writeFile(path, Buffer.from('0000000cftypisom', 'latin1'));
    await expect(retimeMp4(path, `${path}.out`, 2)).rejects.toMatchObject({ code: 'BAD_MP4' });
  });
});
