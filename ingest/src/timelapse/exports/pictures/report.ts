import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { runFfmpeg } from '@fieldlapse/ffmpeg';
import { reportJpeg, reportPdf, type ReportTile, type SeasonReport } from '../../drawing/report/index.ts';
import { picturesOf } from '../compose/pictures.ts';
import { requireSpace, sizeOf } from '../disk.ts';
import type { FilmPlan } from '../plan/plan.ts';
import type { ReportPlan } from '../plan/report-plan.ts';
import { rawInput } from '../render/coding.ts';
import { limitsOf, type RenderContext } from '../render/context.ts';

/** Writes the image report of a film; its pictures are those of the film, deflickered and steady. Throws as ffmpeg's runs do. */
export async function renderReport(plan: FilmPlan, path: string, context: RenderContext): Promise<void> {
  const { report: planned, order } = plan;
  if (!planned) throw new RangeError('a report without a plan of it');
  const pictures = plan.shots.length;
  await takePictures(plan, context);
  const report = await reportOf(plan, planned, context);
  const draw = order.format === 'report-pdf' ? reportPdf : reportJpeg;
  const onProgress = (done: number, total: number) => context.onProgress(pictures + done, pictures + total);
  await writeFile(path, await draw(report, { signal: context.signal, onProgress }));
}

const tilePath = (folder: string, shot: number): string =>
  join(folder, `tile-${String(shot + 1).padStart(5, '0')}.jpg`);

/** Writes every picture of the report beside it in one run; a run that was cut short is made again. */
async function takePictures(plan: FilmPlan, context: RenderContext): Promise<void> {
  const { folder, config } = context;
  const pictures = plan.shots.length;
  const taken = join(folder, 'tiles-taken');
  if ((await sizeOf(taken)) !== undefined) return context.onPart(pictures, true);
  await requireSpace(folder, config.minFreeBytes);
  const colours = 'scale=in_color_matrix=bt709:in_range=tv:out_color_matrix=bt601:out_range=pc,format=yuvj420p';
  const files = join(folder, 'tile-%05d.jpg');
  await runFfmpeg({
    ...limitsOf(context),
    args: [
      ...rawInput({ ...plan, rate: '1' }),
      ...['-vf', colours, '-c:v', 'mjpeg', '-q:v', '2', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
      ...['-f', 'image2', '-y', files],
    ],
    input: picturesOf(plan, 0, pictures, context),
    onProgress: (done) => context.onProgress(done, 2 * pictures),
  });
  await writeFile(taken, '');
  await context.onPart(pictures, false);
}

async function reportOf(
  { order, sources, firstDay, lastDay }: FilmPlan,
  { tiles, ...said }: ReportPlan,
  context: RenderContext,
): Promise<SeasonReport> {
  const [film] = sources;
  if (!film) throw new RangeError('a report without a film');
  return {
    ...{ ...said, language: order.language, from: firstDay, to: lastDay, filmHash: film.hash },
    ...{ orderedAt: context.orderedAt, picture: { width: film.width, height: film.height } },
    keogram: await keogramOf(film, context),
    tiles: tiles.map((tile): ReportTile => {
      if (tile.kind === 'gap') return tile;
      const { shot, ...shown } = tile;
      return { ...shown, jpeg: () => readFile(tilePath(context.folder, shot)) };
    }),
  };
}

/** The season as one strip; a report stands without it where no column of it is known. */
async function keogramOf({ site, camera, range }: FilmPlan['sources'][number], { films }: RenderContext) {
  try {
    return await films.keogramPng(site, camera, range);
  } catch (error) {
    if (error instanceof FieldlapseError && (error.code === 'FILM_EMPTY' || error.code === 'FILM_MISSING'))
      return undefined;
    throw error;
  }
}
