import { daysBetween, timeZoneOf, type ExportOrder, type LocalDay } from '@fieldlapse/contracts';
import { badExport } from '../order.ts';
import type { Size } from '../render/coding.ts';
import { alignFilms, type Alignment, type PlacedFilm } from './align.ts';
import { heatByDay } from './degree-days.ts';
import type { FilmNow, PlanParts } from './plan.ts';
import { seasonOf, type Season } from './season.ts';

type Align = NonNullable<ExportOrder['compare']>['align'];

/** Width of the line between two films, px. */
export const dividerPx = 4;

/** Puts two films side by side on a common scale. Throws `BAD_EXPORT` where a site lacks what the scale needs. */
export async function alignment(a: FilmNow, b: FilmNow, align: Align, parts: PlanParts): Promise<Alignment> {
  const [placedA, placedB] = [await placed(a, align, parts), await placed(b, align, parts)];
  return alignFilms(placedA, placedB, align === 'degree-days' ? 'nearest' : 'exact');
}

const epoch = '1970-01-01';

async function placed(film: FilmNow, align: Align, parts: PlanParts): Promise<PlacedFilm> {
  const { frames } = film;
  if (align === 'date') return { frames, placeOf: (day) => daysBetween(epoch, day) };
  const season = seasonOf(parts.sites(), film, film.firstDay, film.lastDay);
  if (!season)
    throw badExport('compare.align', `no season is configured for ${film.site}/${film.camera} in these days`);
  if (align === 'days-after-sowing') return { frames, placeOf: (day) => daysBetween(season.sowing, day) };
  return { frames, placeOf: await heatOf(film, season, parts) };
}

function heatOf(
  { site, lastDay }: FilmNow,
  season: Season,
  { sites, series }: PlanParts,
): Promise<(day: LocalDay) => number> {
  const { baseTempC, sowing, plot, id } = season;
  if (baseTempC === undefined) {
    throw badExport('compare.align', `the season ${id} of ${site} has no baseTempC that degree days count from`);
  }
  const known = sites().find((one) => one.id === site);
  const sensors = (known?.sensors ?? []).filter((sensor) => sensor.plot === plot).map(({ name }) => name);
  return heatByDay(series, { site, timeZone: timeZoneOf(sites(), site), sowing, lastDay, baseTempC, sensors });
}

/** Size of two films of one height side by side, whose longest side is that of the first alone. */
export function comparedSize(a: Size, b: Size, maxSide = Math.max(a.width, a.height)): Size {
  const shapes = a.width / a.height + b.width / b.height;
  const tallest = Math.min(maxSide, Math.max(a.height, b.height), (maxSide - dividerPx) / shapes);
  const height = Math.max(2, 2 * Math.floor(tallest / 2));
  return { width: 2 * Math.floor((height * shapes + dividerPx) / 2), height };
}
