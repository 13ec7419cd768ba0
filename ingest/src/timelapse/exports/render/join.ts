import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { joinableFilm, measureFragments, patchFragments, runFfmpeg } from '@fieldlapse/ffmpeg';
import type { Chunk, ChunkedFilm } from './chunks.ts';
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
  const timescale = String(Math.round(film.fps * 1000));
  const muxing =
    extension === 'mp4'
      ? ['-r', `${timescale}/1000`, '-video_track_timescale', timescale, '-movflags', '+faststart', '-f', 'mp4']
      : ['-f', 'webm'];
  await runFfmpeg({
    ...limitsOf(context),
    args: [...input, '-map', '0:v:0', '-c', 'copy', '-fflags', '+bitexact', ...muxing, '-y', path],
    ...(extension === 'mp4' && { input: mp4Bytes(chunks) }),
  });
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
