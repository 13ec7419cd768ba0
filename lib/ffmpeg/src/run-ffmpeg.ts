import type { Readable } from 'node:stream';
import { FieldlapseError } from '@fieldlapse/contracts';
import { startFfmpeg, type FfmpegRun, type StartedFfmpeg } from './start-ffmpeg.ts';

const defaultOutputLimitBytes = 64 * 1024 * 1024;

/**
 * Runs ffmpeg and resolves with its standard output, of which more than `outputLimitBytes` (64 MiB where absent) ends the
 * run. It runs in a process group of its own, which is killed as a whole when the run ends early. Throws `FFMPEG_FAILED`
 * with the end of what ffmpeg said, `FFMPEG_TIMEOUT`, the signal's reason, or what `input` threw.
 */
export async function runFfmpeg(run: FfmpegRun & { readonly outputLimitBytes?: number }): Promise<Buffer> {
  const started = startFfmpeg(run);
  const output = collect(started, run.outputLimitBytes ?? defaultOutputLimitBytes);
  await started.ended;
  return Buffer.concat(output);
}

function collect({ stdout, watch, stop }: StartedFfmpeg, limitBytes: number): Buffer[] {
  const parts: Buffer[] = [];
  let bytes = 0;
  stdout.on('data', (part: Buffer) => {
    watch.moved();
    bytes += part.length;
    if (bytes <= limitBytes) parts.push(part);
    else stop(new FieldlapseError('FFMPEG_FAILED', `ffmpeg wrote more than ${limitBytes} bytes`));
  });
  stdout.on('error', () => {});
  return parts;
}

/**
 * Runs ffmpeg and yields its standard output as it comes: what is not taken waits in ffmpeg, not in memory. Who stops
 * reading ends the run. Throws as {@link runFfmpeg}.
 */
export async function* streamFfmpeg(run: FfmpegRun): AsyncGenerator<Buffer> {
  const started = startFfmpeg(run);
  try {
    yield* partsOf(started);
    await started.ended;
  } finally {
    started.stop(new FieldlapseError('FFMPEG_FAILED', 'nobody reads what ffmpeg writes any more'));
    await started.ended.catch(() => {});
  }
}

async function* partsOf({ stdout, watch, ended }: StartedFfmpeg): AsyncGenerator<Buffer> {
  try {
    for await (const part of stdout as Readable & AsyncIterable<Buffer>) {
      watch.moved();
      watch.pause();
      try {
        yield part;
      } finally {
        watch.resume();
      }
    }
  } catch (error) {
    await ended; // Killed on purpose: that reason says more than the broken pipe.
    throw error;
  }
}

/**
 * Cuts a stream of raw pictures into single ones, in one buffer: each is written over by the next. Throws `FFMPEG_FAILED`
 * where the stream ends within one.
 */
export async function* rawPictures(parts: AsyncIterable<Buffer>, pictureBytes: number): AsyncGenerator<Buffer> {
  const picture = Buffer.allocUnsafe(pictureBytes);
  let filled = 0;
  for await (const part of parts) {
    for (let at = 0; at < part.length;) {
      const taken = part.copy(picture, filled, at);
      at += taken;
      filled += taken;
      if (filled < pictureBytes) continue;
      yield picture;
      filled = 0;
    }
  }
  if (filled > 0) throw new FieldlapseError('FFMPEG_FAILED', `ffmpeg ended after ${filled} of ${pictureBytes} bytes`);
}
