import { readdirSync, readFileSync } from 'node:fs';
import { sleep } from '@fieldlapse/runtime';
import { describe, expect, it } from 'vitest';
import { findFfmpeg } from '../src/find-ffmpeg.ts';
import { runFfmpeg } from '../src/run-ffmpeg.ts';
import { startFfmpeg } from '../src/start-ffmpeg.ts';
import { script } from './fixtures.ts';

const ffmpeg = await findFfmpeg();
/** Test pictures at the pace of a clock: it runs as long as nobody ends it. */
const endless = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=24', '-f', 'null', '-'];

/** Ids of this process's children that run a program of that name. */
function childrenNamed(name: string): number[] {
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    try {
      const [, comm, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
      if (comm === name && Number(rest?.split(' ')[1]) === process.pid) found.push(Number(entry));
    } catch {
      // Not a process, or gone meanwhile.
    }
  }
  return found;
}

async function onlyChild(name: string): Promise<number> {
  for (;;) {
    const [pid] = childrenNamed(name);
    if (pid !== undefined) return pid;
    await sleep(20);
  }
}

describe('startFfmpeg', () => {
  it('kills an ffmpeg that was stopped in the middle of its work', async () => {
    const seen: number[] = [];
    const run = { ffmpeg, args: endless, timeLimitMs: 60_000, stallLimitMs: 1500 };
    const { ended } = startFfmpeg({ ...run, onProgress: (frames) => seen.push(frames) });
    while ((seen.at(-1) ?? 0) < 12) await sleep(20);
    process.kill(await onlyChild('ffmpeg'), 'SIGSTOP');
    await expect(ended).rejects.toMatchObject({
      code: 'FFMPEG_TIMEOUT',
      message: expect.stringContaining('no progress for 1500 ms') as string,
    });
    expect(childrenNamed('ffmpeg')).toEqual([]);
  });

  it('kills an ffmpeg that reports the same again and again', async () => {
    const report = 'printf "frame=7\\nfps=%s\\nprogress=continue\\n" $n >&3';
    const path = await script('busy', `n=0; while :; do n=$((n + 1)); ${report}; sleep 0.05; done`);
    const run = startFfmpeg({ ffmpeg: { path }, args: [], timeLimitMs: 60_000, stallLimitMs: 500 });
    await expect(run.ended).rejects.toMatchObject({ code: 'FFMPEG_TIMEOUT' });
  });

  it('does not blame ffmpeg for an input that is slow to come', async () => {
    async function* slow(): AsyncGenerator<Buffer> {
      for (let count = 0; count < 3; count += 1) {
        await sleep(600);
        yield Buffer.alloc(16 * 16 * 3, count);
      }
    }
    const raw = ['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', '16x16', '-i', 'pipe:0'];
    const output = await runFfmpeg({
      ffmpeg,
      args: [...raw, '-f', 'rawvideo', 'pipe:1'],
      input: slow(),
      timeLimitMs: 30_000,
      stallLimitMs: 400,
    });
    expect(output.length).toBe(3 * 16 * 16 * 3);
  });

  it('lets every thread of ffmpeg step back behind other programs', async () => {
    const { ended, stop } = startFfmpeg({
      ...{ ffmpeg, args: endless, timeLimitMs: 60_000 },
      ...{ niceness: 19, memoryLimitBytes: 2 ** 31 },
    });
    const pid = await onlyChild('ffmpeg');
    const threads = readdirSync(`/proc/${pid}/task`);
    const niceness = threads.map(
      (thread) => /\) .*/.exec(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))?.[0].split(' ')[17],
    );
    stop(new Error('seen enough'));
    await expect(ended).rejects.toThrow('seen enough');
    expect(new Set(niceness)).toEqual(new Set(['19']));
  });
});
