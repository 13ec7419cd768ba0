import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sleep } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../src/find-ffmpeg.ts';
import { rawPictures, runFfmpeg, streamFfmpeg } from '../src/run-ffmpeg.ts';
import { folder, script } from './fixtures.ts';

const ffmpeg = await findFfmpeg();
const source = (frames: number): string[] => [
  '-f',
  'lavfi',
  '-i',
  'color=size=32x32:rate=24',
  '-frames:v',
  String(frames),
];

/** Runs a script that starts a child of its own and hangs, ends it by `stop`, and says whether that child is gone. */
async function hungRun(name: string, stop: { timeLimitMs: number; signal?: AbortSignal }): Promise<unknown> {
  const pidFile = join(folder, `${name}.pid`);
  const path = await script(name, `sleep 600 & echo $! > ${pidFile}; wait`);
  const error: unknown = await runFfmpeg({ ffmpeg: { path }, args: [], ...stop }).catch((reason: unknown) => reason);
  const pid = Number(await readFile(pidFile, 'utf8'));
  for (let tries = 0; alive(pid) && tries < 100; tries += 1) await sleep(20);
  expect(alive(pid)).toBe(false);
  return error;
}
/** A zombie waits for its parent to take notice; it does nothing any more. */
function alive(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !readFileSync(path, 'utf8').includes(') Z ');
}

describe('runFfmpeg', () => {
  it('feeds the input, returns the output and reports progress', async () => {
    const seen: number[] = [];
    async function* pictures(): AsyncGenerator<Buffer> {
      for (let count = 0; count < 10; count += 1) yield Buffer.alloc(16 * 16 * 3, count);
    }
    const args = [
      '-f',
      'rawvideo',
      '-pixel_format',
      'rgb24',
      '-video_size',
      '16x16',
      '-i',
      'pipe:0',
      '-f',
      'rawvideo',
      'pipe:1',
    ];
    const output = await runFfmpeg({
      ffmpeg,
      args,
      input: pictures(),
      onProgress: (frames) => seen.push(frames),
      timeLimitMs: 10_000,
    });
    expect(output.length).toBe(10 * 16 * 16 * 3);
    expect(seen.at(-1)).toBe(10);
  });

  it('says what ffmpeg said last, without the credentials in an address', async () => {
    const args = ['-i', 'rtsp://camera:very-secret@127.0.0.1:1/none', '-f', 'null', '-'];
    const error = await runFfmpeg({ ffmpeg, args, timeLimitMs: 10_000 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'FFMPEG_FAILED', message: expect.stringContaining('[secret]') as string });
    expect(String(error)).not.toContain('very-secret');
  });

  it('kills a hung run with all its children at the time limit', async () => {
    expect(await hungRun('hangs', { timeLimitMs: 300 })).toMatchObject({ code: 'FFMPEG_TIMEOUT' });
  });

  it('kills a run with all its children when the caller aborts', async () => {
    const caller = new AbortController();
    const reason = new Error('the service stops');
    setTimeout(() => caller.abort(reason), 300);
    expect(await hungRun('aborted', { timeLimitMs: 60_000, signal: caller.signal })).toBe(reason);
  });

  it('reports an input that fails as that failure', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(3);
      throw new Error('the card is gone');
    }
    const args = [
      '-f',
      'rawvideo',
      '-pixel_format',
      'rgb24',
      '-video_size',
      '16x16',
      '-i',
      'pipe:0',
      '-f',
      'null',
      '-',
    ];
    await expect(runFfmpeg({ ffmpeg, args, input: broken(), timeLimitMs: 10_000 })).rejects.toThrow('the card is gone');
  });

  it('survives an ffmpeg that stops reading its input', async () => {
    const path = await script('deaf', 'exec <&-; sleep 0.1; echo the disk is full >&2; exit 28');
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) yield Buffer.alloc(65_536);
    }
    await expect(
      runFfmpeg({ ffmpeg: { path }, args: [], input: endless(), timeLimitMs: 10_000 }),
    ).rejects.toMatchObject({
      code: 'FFMPEG_FAILED',
      message: expect.stringContaining('28: the disk is full') as string,
    });
  });

  it('bounds the output and the memory', async () => {
    const args = [...source(1000), '-f', 'rawvideo', 'pipe:1'];
    const bounded = runFfmpeg({ ffmpeg, args, outputLimitBytes: 10_000, timeLimitMs: 10_000 });
    await expect(bounded).rejects.toMatchObject({ code: 'FFMPEG_FAILED' });
    const starved = runFfmpeg({
      ffmpeg,
      args: [...source(1), '-f', 'null', '-'],
      memoryLimitBytes: 4 * 1024 * 1024,
      timeLimitMs: 10_000,
    });
    await expect(starved).rejects.toMatchObject({ code: 'FFMPEG_FAILED' });
  });

  it('names a program that does not exist', async () => {
    const run = runFfmpeg({ ffmpeg: { path: '/nowhere/ffmpeg' }, args: [], timeLimitMs: 1000 });
    await expect(run).rejects.toThrow(/ENOENT/);
  });
});

describe('streamFfmpeg', () => {
  const raw = ['-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'];

  it('gives every picture once, cut to size', async () => {
    const pictures: Buffer[] = [];
    const stream = streamFfmpeg({ ffmpeg, args: [...source(50), ...raw], timeLimitMs: 10_000, stallLimitMs: 5000 });
    for await (const picture of rawPictures(stream, 32 * 32 * 3)) pictures.push(picture);
    expect(pictures).toHaveLength(50);
    expect(new Set(pictures.map(({ length }) => length))).toEqual(new Set([32 * 32 * 3]));
  });

  it('ends ffmpeg when nobody reads on', async () => {
    const pidFile = join(folder, 'unread.pid');
    const path = await script('unread', `echo $$ > ${pidFile}; while :; do echo 0123456789abcdef; done`);
    for await (const part of streamFfmpeg({ ffmpeg: { path }, args: [], timeLimitMs: 60_000 })) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
    expect(alive(Number(await readFile(pidFile, 'utf8')))).toBe(false);
  });

  it('waits for a reader that takes its time, and blames ffmpeg for none of it', async () => {
    let pictures = 0;
    const stream = streamFfmpeg({ ffmpeg, args: [...source(200), ...raw], timeLimitMs: 30_000, stallLimitMs: 300 });
    for await (const _picture of rawPictures(stream, 32 * 32 * 3)) {
      if (pictures === 0) await sleep(1000);
      pictures += 1;
    }
    expect(pictures).toBe(200);
  });

  it('says why there is no more to read', async () => {
    const read = async (path: string, limits: { timeLimitMs: number; stallLimitMs?: number }): Promise<void> => {
      for await (const _part of rawPictures(streamFfmpeg({ ffmpeg: { path }, args: [], ...limits }), 4)) continue;
    };
    const broken = await script('broken', 'printf 12345678; echo no picture >&2; exit 3');
    await expect(read(broken, { timeLimitMs: 10_000 })).rejects.toThrow('3: no picture');
    const short = await script('short', 'printf 123456');
    await expect(read(short, { timeLimitMs: 10_000 })).rejects.toThrow('after 2 of 4 bytes');
    const stuck = await script('stuck', 'printf 12345678; sleep 600');
    await expect(read(stuck, { timeLimitMs: 60_000, stallLimitMs: 300 })).rejects.toMatchObject({
      code: 'FFMPEG_TIMEOUT',
    });
  });
});
