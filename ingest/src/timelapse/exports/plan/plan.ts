import {
  sha256Hex,
  type ExportOrder,
  type FilmManifest,
  type FilmRange,
  type FilmReader,
  type FilmSource,
  type SiteConfig,
} from '@fieldlapse/contracts';
import type { SeriesStore } from '@fieldlapse/store';
import { daysText } from '../../drawing/words.ts';
import { rangeOf } from '../order.ts';
import type { Size } from '../render/coding.ts';
import { alignment, comparedSize } from './compare.ts';
import { daysOf, filmFrames, type FilmFrame } from './film-frames.ts';
import { planOverlay, type OverlayPlan } from './overlay-plan.ts';
import { paceOf } from './pace.ts';
import { planReport, reportSide, type ReportPlan } from './report-plan.ts';

/** What plans are made from. */
export interface PlanParts {
  readonly films: FilmReader;
  readonly sites: () => readonly SiteConfig[];
  readonly series: SeriesStore;
}

/** A film that pictures are taken from. */
export interface PlannedSource extends Size {
  readonly site: string;
  readonly camera: string;
  readonly range: FilmRange;
  readonly hash: string;
  readonly fps: number;
  /** What people call it. */
  readonly title: string;
}

/** Everything that decides what an export shows; written down before the first part is made, so that all parts agree. */
export interface FilmPlan extends Size {
  readonly v: 1;
  readonly order: ExportOrder;
  /** One film, or the two that are compared. */
  readonly sources: readonly PlannedSource[];
  readonly fps: number;
  /** For each frame of the export: index into each source, null where a source has nothing to show. */
  readonly shots: readonly (readonly (number | null)[])[];
  /** For each source. */
  readonly overlays: readonly (OverlayPlan | null)[];
  readonly firstDay: string;
  readonly lastDay: string;
  /** Of `stills`: what the two pictures show. */
  readonly stills?: readonly { readonly day: string; readonly observedAt: number }[];
  /** Of reports: a shot for each picture. */
  readonly report?: ReportPlan;
}

/** A film as it is now: its manifest and its frames. */
export interface FilmNow extends FilmSource {
  readonly manifest: FilmManifest;
  readonly frames: readonly FilmFrame[];
  readonly firstDay: string;
  readonly lastDay: string;
  readonly planned: PlannedSource;
}

/** Plans an order against the films as they are now. Throws `FILM_EMPTY`, `BAD_EXPORT`. */
export async function planFilm(order: ExportOrder, parts: PlanParts): Promise<FilmPlan> {
  const film = await filmNow(order, parts, '');
  if (order.format === 'report-pdf' || order.format === 'report-jpeg') return reportOf(order, film, parts);
  const other = order.compare && (await filmNow(order.compare, parts, 'compare.'));
  const films = other ? told(film, other, order) : [film];
  const overlays = [];
  for (const [index, one] of films.entries()) {
    overlays.push((await planOverlay(withoutCurve(order, index > 0), one, parts)) ?? null);
  }
  return {
    ...{ v: 1, order, sources: films.map(({ planned }) => planned), overlays },
    ...(other ? comparedSize(film.planned, other.planned, order.maxSide) : fitted(film.planned, order.maxSide)),
    ...(other ? await comparedShots(order, film, other, parts) : shotsOf(order, film)),
    ...{ firstDay: film.firstDay, lastDay: film.lastDay },
  };
}

function reportOf(order: ExportOrder, film: FilmNow, parts: PlanParts): FilmPlan {
  const { planned, firstDay, lastDay } = film;
  return {
    ...{ v: 1, order, sources: [planned], overlays: [null], fps: 1, firstDay, lastDay },
    ...{ ...planReport(order, film, parts), ...fitted(planned, reportSide) },
  };
}

/** Names what a plan shows, whatever else there is in the films. */
export function planHash(plan: FilmPlan): string {
  return sha256Hex(JSON.stringify(plan));
}

/** Films that are called the same are told apart by their days. */
function told(a: FilmNow, b: FilmNow, { language }: ExportOrder): FilmNow[] {
  if (a.planned.title !== b.planned.title) return [a, b];
  return [a, b].map((film) => {
    const title = `${film.planned.title} · ${daysText(film.firstDay, film.lastDay, language)}`;
    return { ...film, planned: { ...film.planned, title } };
  });
}

/** The curve of an order belongs to its first film. */
function withoutCurve(order: ExportOrder, without: boolean): ExportOrder {
  if (!without || !order.overlays) return order;
  const { series: _series, ...overlays } = order.overlays;
  return { ...order, overlays };
}

/** Reads a film's manifest. Throws `FILM_EMPTY`, `BAD_EXPORT`. */
async function filmNow(source: FilmSource, { films, sites }: PlanParts, prefix: string): Promise<FilmNow> {
  const range = rangeOf(source, prefix);
  const { site, camera } = source;
  const manifest = await films.manifest(site, camera, range);
  const { hash, fps, width, height } = manifest;
  const frames = filmFrames(manifest);
  const [first, last] = [frames[0], frames.at(-1)] as [FilmFrame, FilmFrame];
  const known = sites().find(({ id }) => id === site);
  const title = known?.cameras.find(({ name }) => name === camera)?.title ?? camera;
  const planned = { site, camera, range, hash, fps, width, height, title };
  return { ...source, manifest, frames, planned, firstDay: first.day, lastDay: last.lastDay };
}

function shotsOf(order: ExportOrder, { frames, manifest }: FilmNow): Pick<FilmPlan, 'fps' | 'shots' | 'stills'> {
  if (order.format === 'stills') {
    const pictures = frames.flatMap(({ day, observedAt }, index) =>
      observedAt === null ? [] : [{ index, still: { day, observedAt } }],
    );
    const pair = [pictures[0], pictures.at(-1)].filter((picture) => picture !== undefined);
    return { fps: 1, shots: pair.map(({ index }) => [index]), stills: pair.map(({ still }) => still) };
  }
  const { fps, shown } = paceOf(order.pace, { fps: manifest.fps, count: frames.length, days: daysOf(frames) });
  return { fps, shots: shown.map((index) => [index]) };
}

async function comparedShots(
  order: ExportOrder,
  film: FilmNow,
  other: FilmNow,
  parts: PlanParts,
): Promise<Pick<FilmPlan, 'fps' | 'shots'>> {
  const { pairs, days } = await alignment(film, other, order.compare?.align ?? 'date', parts);
  const { fps, shown } = paceOf(order.pace, { fps: film.manifest.fps, count: pairs.length, days });
  return { fps, shots: shown.map((index) => pairs[index] ?? [null, null]) };
}

/** A size within `maxSide`, never larger than it is, even on both sides. */
export function fitted({ width, height }: Size, maxSide = Math.max(width, height)): Size {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const even = (side: number): number => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}
