import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { joinableFilm, measureFragments, patchFragments, runFfmpeg } from '@fieldlapse/ffmpeg';
import type { Chunk, ChunkedFilm } from './chunks.ts';
import { ticksPerSec } from './coding.ts';
import { limitsOf, type RenderContext } from './context.ts';

/** Joins the parts of a film in `path` without coding them anew. Throws `FFMPEG_FAILED`, `FFMPEG_TIMEOUT`, `BAD_MP4`. */
export async function joinChunks(
  chunks: readonly Chunk[],
  film: ChunkedFilm,
  path: string,
  context: RenderContext,
): Promise<void> {
  const { extension } = film.coding;
  const input = extension === 'mp4' ? ['-f', 'mp4', '-i', 'pipe:0'] : await listOf(chunks, film.fps, context.folder);
  const timescale = String(ticksPerSec(film.fps));
  const muxing =
    extension === 'mp4'
      ? ['-r', `${timescale}/1000`, '-video_track_timescale', timescale, '-movflags', '+faststart', '-f', 'mp4']
      : ['-f', 'webm'];
  await runFfmpeg({
    ...limitsOf(context),
    args: [...input, '-map', '0:v:0', '-c', 'copy', '-fflags', '+bitexact', ...muxing, '-y', path],
    ...(extension === 'mp4' && { input: mp4Bytes(chunks) }),
  });
  await requireFrames(path, film.frameCount, context);
}

/**
 * Reads a film to its end: ffmpeg has no error for a disk that was too full for the last bytes of a file. Throws
 * `FFMPEG_FAILED` where it does not have exactly so many frames.
 */
async function requireFrames(path: string, frameCount: number, context: RenderContext): Promise<void> {
  let read = 0;
  await runFfmpeg({
    ...limitsOf(context),
    args: ['-v', 'error', '-xerror', '-i', path, '-map', '0:v:0', '-c', 'copy', '-f', 'null', '-'],
    onProgress: (frames) => (read = frames),
  });
  if (read === frameCount) return;
  throw new FieldlapseError('FFMPEG_FAILED', `${read} frames joined of ${frameCount}: is the disk full?`);
}

/** One film out of parts that each begin at 0, a part in memory at a time. */
async function* mp4Bytes(chunks: readonly Chunk[]): AsyncGenerator<Buffer> {
  let baseTime = 0;
  let sequence = 1;
  for (const [index, { path }] of chunks.entries()) {
    const part = joinableFilm(await readFile(path));
    if (index === 0) yield part.init;
    yield patchFragments(part.fragments, baseTime, sequence);
    const { durationTicks, fragments } = measureFragments(part);
    baseTime += durationTicks;
    sequence += fragments;
  }
}

async function listOf(chunks: readonly Chunk[], fps: number, folder: string): Promise<string[]> {
  const lines = ['ffconcat version 1.0'];
  for (const { path, frames } of chunks) {
    lines.push(`file ${basename(path)}`, `duration ${(frames / fps).toFixed(6)}`);
  }
  const list = join(folder, 'parts.txt');
  await writeFile(list, lines.join('\n'));
  return ['-f', 'concat', '-safe', '0', '-i', list];
}
