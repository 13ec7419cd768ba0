import { writeFile } from 'node:fs/promises';
import { runFfmpeg } from '@fieldlapse/ffmpeg';
import { zipSync } from 'fflate';
import { picturesOf } from '../compose/pictures.ts';
import type { FilmPlan } from '../plan/plan.ts';
import { rawInput } from '../render/coding.ts';
import { limitsOf, type RenderContext } from '../render/context.ts';

/** Local midnight wherever it runs: the same pictures give the same archive. Pictures do not shrink, they are stored. */
const noTime = '1980-01-01T00:00:00';
const names = ['before', 'after'] as const;

/**
 * Writes the first and the last picture of a film as they stand in it, deflickered and steady, for a slider between them:
 * `before.jpg` and `after.jpg` of one size, and `pair.json` with their size, day and `observedAt`. Throws as ffmpeg's
 * runs do.
 */
export async function renderStills(plan: FilmPlan, path: string, context: RenderContext): Promise<void> {
  const files: Record<string, Uint8Array> = {};
  const pair: Record<string, unknown> = { v: 1, site: plan.order.site, camera: plan.order.camera };
  Object.assign(pair, { width: plan.width, height: plan.height });
  for (const [at, name] of names.entries()) {
    files[`${name}.jpg`] = await jpegOf(plan, at, context);
    pair[name] = { file: `${name}.jpg`, ...plan.stills?.[at] };
    context.onProgress(at + 1, names.length);
  }
  files['pair.json'] = Buffer.from(`${JSON.stringify(pair, null, 2)}\n`);
  await writeFile(path, zipSync(files, { level: 0, mtime: noTime }));
}

function jpegOf(plan: FilmPlan, at: number, context: RenderContext): Promise<Buffer> {
  const colours = 'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc,format=yuvj420p';
  return runFfmpeg({
    ...limitsOf(context),
    args: [
      ...rawInput({ ...plan, rate: '1' }),
      ...['-vf', colours, '-c:v', 'mjpeg', '-q:v', '2', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
      ...['-frames:v', '1', '-f', 'image2pipe', 'pipe:1'],
    ],
    input: picturesOf(plan, at, at + 1, context),
  });
}
