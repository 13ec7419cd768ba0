import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError, sha256Hex } from '@fieldlapse/contracts';
import { streamFfmpeg } from '@fieldlapse/ffmpeg';
import { requireSpace, sizeOf, wholeFile } from '../disk.ts';
import { rawInput, ticksPerSec, type ChunkCoding, type Size } from './coding.ts';
import { limitsOf, type RenderContext } from './context.ts';

/** A film to be coded in parts. */
export interface ChunkedFilm extends Size {
  readonly fps: number;
  readonly frameCount: number;
  readonly coding: ChunkCoding;
  /** Changes when the frames do. */
  readonly hash: string;
  /** The frames `[from, to)`, planar 4:2:0 of the film's size. */
  readonly pictures: (from: number, to: number) => AsyncIterable<Uint8Array>;
}

export interface Chunk {
  readonly path: string;
  readonly frames: number;
}

/**
 * Codes a film part by part; a part that is there from before is taken as it is, named by the hash of its inputs. Throws
 * `FFMPEG_FAILED`, `FFMPEG_TIMEOUT`, `STORE_FULL`, the signal's reason: what is whole stays.
 */
export async function encodeChunks(film: ChunkedFilm, context: RenderContext): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (let from = 0; from < film.frameCount; from += context.config.chunkFrames) {
    const to = Math.min(film.frameCount, from + context.config.chunkFrames);
    const path = join(context.folder, `${chunkName(film, from, to)}.${film.coding.extension}`);
    const found = (await sizeOf(path)) !== undefined;
    if (!found) await encodeChunk(film, { from, to, path }, context);
    context.onProgress(to, film.frameCount);
    await context.onPart(to, found);
    chunks.push({ path, frames: to - from });
  }
  return chunks;
}

function chunkName({ hash, coding, fps, width, height }: ChunkedFilm, from: number, to: number): string {
  const inputs = [hash, coding.name, coding.args, fps, width, height, from, to];
  return `chunk-${sha256Hex(JSON.stringify(inputs)).slice(0, 32)}`;
}

async function encodeChunk(
  film: ChunkedFilm,
  { from, to, path }: { from: number; to: number; path: string },
  context: RenderContext,
): Promise<void> {
  await requireSpace(context.folder, context.config.minFreeBytes);
  await wholeFile(path, async (part) => {
    let coded = 0;
    // Through our hands: ffmpeg ends well also where the disk was too full for the last bytes of its file.
    const bytes = streamFfmpeg({
      ...limitsOf(context),
      args: [...rawInput({ ...film, rate: `${ticksPerSec(film.fps)}/1000` }), ...film.coding.args, 'pipe:1'],
      input: film.pictures(from, to),
      onProgress(frames) {
        coded = frames;
        context.onProgress(from + Math.min(frames, to - from), film.frameCount);
      },
    });
    await writeFile(part, bytes);
    if (coded !== to - from) throw new FieldlapseError('FFMPEG_FAILED', `${coded} frames coded of ${to - from}`);
  });
}
