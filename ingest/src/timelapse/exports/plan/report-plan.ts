import { daysBetween, type ExportOrder, type FilmCard, type LocalDay, type SiteConfig } from '@fieldlapse/contracts';
import { stageName } from '../../drawing/index.ts';
import type { ReportTile, SeasonReport } from '../../drawing/report/index.ts';
import type { FilmNow, PlanParts } from './plan.ts';
import { seasonOf, stageOn, type Season } from './season.ts';

type PictureTile = Extract<ReportTile, { kind: 'picture' }>;
type SeasonFacts = NonNullable<SeasonReport['season']>;

/** A picture of a report: the day it shows, and which of the plan's shots it is. */
export interface PlannedPicture extends Pick<PictureTile, 'day' | 'daysAfterSowing' | 'stage'> {
  readonly kind: 'picture';
  readonly shot: number;
}

/** Days of a report that have no picture. */
export interface PlannedGap extends Pick<FilmCard, 'from' | 'to' | 'days' | 'reason'> {
  readonly kind: 'gap';
}

/** What a report says besides its pictures. */
export interface ReportPlan {
  readonly site: string;
  readonly camera: string;
  readonly season?: SeasonFacts;
  readonly coverage: number | null;
  /** In the order of their days. */
  readonly tiles: readonly (PlannedPicture | PlannedGap)[];
}

/** Widest side of a report's pictures, px. */
export const reportSide = 640;

/** Takes a picture of each day, the middle one where there are several, and the gaps between. */
export function planReport(
  { language }: ExportOrder,
  film: FilmNow,
  { sites }: Pick<PlanParts, 'sites'>,
): { readonly report: ReportPlan; readonly shots: readonly (readonly [number])[] } {
  const season = seasonOf(sites(), film, film.firstDay, film.lastDay);
  const days = Map.groupBy(
    film.frames.flatMap(({ day, observedAt }, index) => (observedAt === null ? [] : [{ day, index }])),
    ({ day }) => day,
  );
  const shots: [number][] = [];
  const pictures = [...days].map(([day, frames]): PlannedPicture => {
    shots.push([frames[Math.floor(frames.length / 2)]?.index ?? 0]);
    return { kind: 'picture', day, shot: shots.length - 1, ...factsOf(season, day, language) };
  });
  const gaps = (film.manifest.cards ?? []).map(({ from, to, days: count, reason }): PlannedGap => ({
    kind: 'gap',
    from,
    to,
    days: count,
    reason,
  }));
  const firstOf = (tile: PlannedPicture | PlannedGap): LocalDay => (tile.kind === 'gap' ? tile.from : tile.day);
  const tiles = [...pictures, ...gaps].sort((a, b) => (firstOf(a) < firstOf(b) ? -1 : 1));
  const site = sites().find(({ id }) => id === film.site);
  const { coverage } = film.manifest;
  const report = { site: site?.title ?? film.site, camera: film.planned.title, coverage, tiles };
  return { shots, report: { ...report, ...(season && { season: seasonFacts(season, site) }) } };
}

function factsOf(season: Season | undefined, day: LocalDay, language: 'vi' | 'en'): Partial<PlannedPicture> {
  if (!season) return {};
  const bbch = stageOn(season, day);
  return {
    daysAfterSowing: daysBetween(season.sowing, day),
    ...(bbch !== undefined && { stage: { bbch, name: stageName(bbch, season.subject, language) } }),
  };
}

function seasonFacts({ id, plot, subject, sowing, end }: Season, site: SiteConfig | undefined): SeasonFacts {
  const title = [id, site?.plots.find((one) => one.id === plot)?.title ?? plot].join(' · ');
  return { title, subject, sowing, ...(end !== undefined && { end }) };
}
