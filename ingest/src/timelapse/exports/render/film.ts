import { copyFile, link } from 'node:fs/promises';
import { retimeMp4 } from '@fieldlapse/ffmpeg';
import { planHash, type FilmPlan } from '../plan/plan.ts';
import { picturesOf } from '../compose/pictures.ts';
import { encodeChunks, type ChunkedFilm } from './chunks.ts';
import { h264, webm } from './coding.ts';
import type { RenderContext } from './context.ts';
import { joinChunks } from './join.ts';
import { sourcePath } from './sources.ts';

/** Writes a film as MP4 or WebM to `path`; throws as `encodeChunks` and `joinChunks` do. */
export async function renderFilm(plan: FilmPlan, path: string, context: RenderContext): Promise<void> {
  if (isAsItIs(plan)) return copyFilm(plan, path, context);
  const { order, fps, width, height, shots } = plan;
  const coding = (order.format === 'webm' ? webm : h264)(
    { fps, width, height, threads: context.config.threads },
    context.ffmpeg,
  );
  const film: ChunkedFilm = {
    ...{ fps, width, height, coding, frameCount: shots.length, hash: planHash(plan) },
    pictures: (from, to) => picturesOf(plan, from, to, context),
  };
  const chunks = await encodeChunks(film, context);
  await joinChunks(chunks, film, path, context);
}

/** True for an MP4 that shows every frame of its film as large as it is: nothing need be coded anew. */
function isAsItIs({ order, sources, overlays, shots, width, height }: FilmPlan): boolean {
  const [film] = sources;
  if (order.format !== 'mp4' || sources.length !== 1 || film?.width !== width || film.height !== height) return false;
  if (overlays.some((overlay) => overlay !== null)) return false;
  return shots.every(([index], at) => index === at);
}

async function copyFilm(
  { sources, fps, shots }: FilmPlan,
  path: string,
  { folder, onProgress }: RenderContext,
): Promise<void> {
  const from = sourcePath(folder, 0);
  const speed = fps / (sources[0]?.fps ?? fps);
  if (speed === 1) await link(from, path).catch(() => copyFile(from, path));
  else await retimeMp4(from, path, speed);
  onProgress(shots.length, shots.length);
}
