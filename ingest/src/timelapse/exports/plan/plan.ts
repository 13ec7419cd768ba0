import type { ExportOrder, FilmManifest, FilmRange, FilmReader, FilmSource, SiteConfig } from '@fieldlapse/contracts';
import type { SeriesStore } from '@fieldlapse/store';
import { rangeOf } from '../order.ts';
import type { Size } from '../render/coding.ts';
import { daysOf, filmFrames, type FilmFrame } from './film-frames.ts';
import { paceOf } from './pace.ts';

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
}

/** Everything that decides what an export shows; written down before the first part is made, so that all parts agree. */
export interface FilmPlan extends Size {
  readonly v: 1;
  readonly order: ExportOrder;
  readonly sources: readonly PlannedSource[];
  readonly fps: number;
  /** For each frame of the export: index into each source, null where a source has nothing to show. */
  readonly shots: readonly (readonly (number | null)[])[];
  readonly firstDay: string;
  readonly lastDay: string;
  /** Of `stills`: what the two pictures show. */
  readonly stills?: readonly { readonly day: string; readonly observedAt: number }[];
}

/** A film as it is now: its manifest and its frames. */
export interface FilmNow extends FilmSource {
  readonly manifest: FilmManifest;
  readonly frames: readonly FilmFrame[];
  readonly planned: PlannedSource;
}

/** Plans an order against the films as they are now. Throws `FILM_EMPTY`, `BAD_EXPORT`. */
export async function planFilm(order: ExportOrder, parts: PlanParts): Promise<FilmPlan> {
  const film = await filmNow(order, parts, '');
  const { fps, shots, stills } = shotsOf(order, film);
  const [first, last] = [film.frames[0], film.frames.at(-1)] as [FilmFrame, FilmFrame];
  return {
    ...{ v: 1, order, sources: [film.planned], fps, shots },
    ...fitted(film.manifest, order.maxSide),
    ...{ firstDay: first.day, lastDay: last.lastDay, ...(stills && { stills }) },
  };
}

/** Reads a film's manifest. Throws `FILM_EMPTY`, `BAD_EXPORT`. */
export async function filmNow(source: FilmSource, { films }: PlanParts, prefix: string): Promise<FilmNow> {
  const range = rangeOf(source, prefix);
  const manifest = await films.manifest(source.site, source.camera, range);
  const { hash, fps, width, height } = manifest;
  const { site, camera } = source;
  return {
    ...source,
    manifest,
    frames: filmFrames(manifest),
    planned: { site, camera, range, hash, fps, width, height },
  };
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

/** A size within `maxSide`, never larger than it is, even on both sides. */
export function fitted({ width, height }: Size, maxSide = Math.max(width, height)): Size {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const even = (side: number): number => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}
