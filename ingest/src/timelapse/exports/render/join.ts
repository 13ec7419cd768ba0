import { open, writeFile, type FileHandle } from 'node:fs/promises';
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

/** One film out of parts that each begin at 0; a group of pictures is in memory at a time. */
async function* mp4Bytes(chunks: readonly Chunk[]): AsyncGenerator<Buffer> {
  let baseTime = 0;
  let sequence = 1;
  for (const [index, { path }] of chunks.entries()) {
    let init: Buffer = Buffer.alloc(0);
    let ticks = 0;
    for await (const piece of piecesOf(path)) {
      const part = joinableFilm(piece);
      if (part.fragments.length === 0) {
        init = part.init;
        if (index === 0) yield init;
        continue;
      }
      const measure = measureFragments({ init, fragments: part.fragments });
      yield patchFragments(part.fragments, baseTime, sequence);
      ticks += measure.durationTicks;
      sequence += measure.fragments;
    }
    baseTime += ticks;
  }
}

/** What stands before the fragments of a film, then each fragment [ISO/IEC 14496-12 4.2]. */
async function* piecesOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path);
  try {
    const { size: fileBytes } = await file.stat();
    const head = Buffer.alloc(8);
    let from = 0;
    for (let at = 0; at < fileBytes;) {
      await file.read(head, 0, 8, at);
      const type = head.toString('latin1', 4, 8);
      if (type === 'moof' && at > from) {
        yield await bytesOf(file, from, at);
        from = at;
      }
      at += Math.max(8, head.readUInt32BE(0));
    }
    yield await bytesOf(file, from, fileBytes);
  } finally {
    await file.close();
  }
}

async function bytesOf(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(to - from);
  await file.read(bytes, 0, bytes.length, from);
  return bytes;
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
