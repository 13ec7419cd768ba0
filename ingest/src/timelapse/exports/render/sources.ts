import { copyFile, link, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldlapseError } from '@fieldlapse/contracts';
import { writeFileDurably } from '@fieldlapse/runtime';
import { sizeOf, wholeFile } from '../disk.ts';
import type { FilmPlan, PlannedSource } from '../plan/plan.ts';
import type { RenderContext } from './context.ts';

const maxChanges = 3;

/** Path of the film that a plan takes its pictures from. */
export function sourcePath(folder: string, index: number): string {
  return join(folder, `source-${index}.mp4`);
}

/**
 * The plan that an export keeps to from its first part to its last, over crashes too. Its films are put beside it: whatever
 * grows meanwhile, this export shows what was there when it began. Throws `FILM_EMPTY`, `BAD_EXPORT`, `FILM_MISSING`.
 */
export async function settledPlan(planNow: () => Promise<FilmPlan>, context: RenderContext): Promise<FilmPlan> {
  const path = join(context.folder, 'plan.json');
  if ((await sizeOf(path)) !== undefined) return JSON.parse(await readFile(path, 'utf8')) as FilmPlan;
  for (let change = 0; change < maxChanges; change += 1) {
    const plan = await planNow();
    for (const [index, source] of plan.sources.entries())
      await takeFilm(source, sourcePath(context.folder, index), context);
    if (!(await stillAsPlanned(plan, context))) continue;
    await writeFileDurably(path, JSON.stringify(plan));
    return plan;
  }
  throw new FieldlapseError('FILM_MISSING', 'the film changed while it was being taken');
}

async function takeFilm({ site, camera, range }: PlannedSource, path: string, context: RenderContext): Promise<void> {
  const film = await context.films.mp4(site, camera, range, { signal: context.signal });
  await wholeFile(path, async (part) => {
    // A second name of the same file costs nothing; where it lies on another disk it is copied.
    await link(film.path, part).catch(() => copyFile(film.path, part));
  });
}

async function stillAsPlanned({ sources }: FilmPlan, { films }: RenderContext): Promise<boolean> {
  for (const { site, camera, range, hash } of sources) {
    if ((await films.manifest(site, camera, range)).hash !== hash) return false;
  }
  return true;
}
