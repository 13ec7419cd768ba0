import type { ExportOrder } from '@fieldlapse/contracts';
import { wholeFile } from '../disk.ts';
import type { FilmPlan } from '../plan/plan.ts';
import type { RenderContext } from './context.ts';
import { renderReport } from '../pictures/report.ts';
import { renderStills } from '../pictures/stills.ts';
import { renderFilm } from './film.ts';
import { renderSized } from './sized.ts';
import { settledPlan } from './sources.ts';

/**
 * Makes an export in `path`, whole or not at all; what an earlier attempt has finished is used. Throws `FILM_EMPTY`,
 * `BAD_EXPORT`, `FILM_MISSING`, `FFMPEG_FAILED`, `FFMPEG_TIMEOUT`, `STORE_FULL`, the signal's reason.
 */
export async function renderExport(
  planNow: () => Promise<FilmPlan>,
  path: string,
  context: RenderContext,
): Promise<void> {
  const plan = await settledPlan(planNow, context);
  context.onProgress(0, plan.shots.length);
  await wholeFile(path, (part) => writers[plan.order.format](plan, part, context));
}

type Writer = (plan: FilmPlan, path: string, context: RenderContext) => Promise<void>;

const writers: Record<ExportOrder['format'], Writer> = {
  mp4: renderFilm,
  webm: renderFilm,
  gif: renderSized,
  webp: renderSized,
  stills: renderStills,
  'report-pdf': renderReport,
  'report-jpeg': renderReport,
};
