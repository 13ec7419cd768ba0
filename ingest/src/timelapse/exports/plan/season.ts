import type { LocalDay, SiteConfig } from '@fieldlapse/contracts';

export type Season = SiteConfig['seasons'][number];

/**
 * The season that a camera's film shows: of its plot (of any where the camera has none), the last one sown by the film's
 * last day that had not ended before its first. Undefined where none is configured.
 */
export function seasonOf(
  sites: readonly SiteConfig[],
  { site, camera }: { readonly site: string; readonly camera: string },
  firstDay: LocalDay,
  lastDay: LocalDay,
): Season | undefined {
  const known = sites.find(({ id }) => id === site);
  const plot = known?.cameras.find(({ name }) => name === camera)?.plot;
  const shown = (known?.seasons ?? []).filter(
    (season) =>
      (plot === undefined || season.plot === plot) && season.sowing <= lastDay && (season.end ?? lastDay) >= firstDay,
  );
  return shown.toSorted((a, b) => (a.sowing < b.sowing ? 1 : -1))[0];
}

/** The growth stage that a day is in: the last one seen by then; undefined before the first and outside the season. */
export function stageOn({ stages, sowing, end }: Season, day: LocalDay): number | undefined {
  if (day < sowing || (end !== undefined && day > end)) return undefined;
  const seen = stages.filter((stage) => stage.day <= day).toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return seen.at(-1)?.bbch;
}
