import type { CameraAnswer, SiteAnswer } from '@fieldlapse/dashboards-server';
import type { Texts } from './vi.ts';

export type Season = SiteAnswer['seasons'][number];

/** The seasons of a camera's plot; all of the site where the plot is not known. */
export function seasonsOf(site: SiteAnswer, camera: CameraAnswer | undefined): Season[] {
  return site.seasons.filter(({ plot }) => (camera?.plot ?? null) === null || plot === camera?.plot);
}

/** The season of a plot (any, where the plot is not known) that a local day lies in; the latest where several do. */
export function seasonOn(site: SiteAnswer, camera: CameraAnswer | undefined, day: string): Season | undefined {
  return seasonsOf(site, camera)
    .filter(({ sowing, end }) => sowing <= day && (end === null || day <= end))
    .sort((a, b) => b.sowing.localeCompare(a.sowing))[0];
}

/** Days after sowing; 0 on the day itself. */
export function dayOfSeason(season: Season, day: string): number {
  return Math.round((Date.parse(day) - Date.parse(season.sowing)) / 86_400_000);
}

/** How a season counts its days: rice is sown, other crops and herds start. */
export function seasonWords(text: Texts, season: Season) {
  const sown = /lúa|rice|sạ/i.test(season.subject);
  return sown
    ? { long: text.afterSowing, short: text.afterSowingShort, since: text.sownOn }
    : { long: text.seasonDay, short: text.seasonDayShort, since: text.startedOn };
}
