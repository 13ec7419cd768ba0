import {
  addDays,
  daysBetween,
  quantities,
  startOfLocalDay,
  timeZoneOf,
  type ExportOrder,
  type QuantityName,
} from '@fieldlapse/contracts';
import type { SeriesStore } from '@fieldlapse/store';
import { stageName } from '../../drawing/index.ts';
import type { Curve, FrameOverlay } from '../../drawing/overlay/index.ts';
import { badExport } from '../order.ts';
import type { FilmNow, PlanParts } from './plan.ts';
import { seasonOf, stageOn, type Season } from './season.ts';

/** What is drawn over the frames of one source: by the frame's index, null where nothing is (cards speak for themselves). */
export interface OverlayPlan {
  /** What grows, where a season is configured: rice is sown, others begin. */
  readonly subject?: string;
  readonly curve?: Curve;
  readonly frames: readonly (FrameOverlay | null)[];
}

/**
 * Gathers what an order wants to be drawn. Throws `BAD_EXPORT` where the site does not know it: no season for days after
 * sowing, no stages, no points of the series.
 */
export async function planOverlay(
  order: ExportOrder,
  film: FilmNow,
  parts: PlanParts,
): Promise<OverlayPlan | undefined> {
  const { overlays, language } = order;
  if (!overlays) return undefined;
  const season = seasonFor(order, film, parts);
  const curve = overlays.series === undefined ? undefined : await curveOf(overlays.series, language, film, parts);
  const frames = film.frames.map(({ day, observedAt }): FrameOverlay | null => {
    if (observedAt === null) return null;
    const bbch = season && overlays.stage ? stageOn(season, day) : undefined;
    return {
      ...(overlays.date && { date: day }),
      ...(season && overlays.daysAfterSowing && { daysAfterSowing: daysBetween(season.sowing, day) }),
      ...(season && bbch !== undefined && { stage: { bbch, name: stageName(bbch, season.subject, language) } }),
      ...(curve && { at: observedAt }),
    };
  });
  return { frames, ...(season && { subject: season.subject }), ...(curve && { curve }) };
}

function seasonFor({ overlays }: ExportOrder, film: FilmNow, { sites }: PlanParts): Season | undefined {
  const wanted = overlays?.daysAfterSowing ? 'daysAfterSowing' : overlays?.stage ? 'stage' : undefined;
  if (wanted === undefined) return undefined;
  const season = seasonOf(sites(), film, film.firstDay, film.lastDay);
  if (!season)
    throw badExport(`overlays.${wanted}`, `no season is configured for ${film.site}/${film.camera} in these days`);
  if (overlays?.stage && season.stages.length === 0) {
    throw badExport('overlays.stage', `the season ${season.id} of ${film.site} has no stages configured`);
  }
  return season;
}

// As many points are drawn one by one; more are drawn by their means.
const mostPoints = 4000;
const meanPoints = 1000;

async function curveOf(
  name: string,
  language: 'vi' | 'en',
  film: FilmNow,
  { series, sites }: PlanParts,
): Promise<Curve> {
  const zone = timeZoneOf(sites(), film.site);
  const [from, to] = [startOfLocalDay(film.firstDay, zone), startOfLocalDay(addDays(film.lastDay, 1), zone)];
  for (const full of name.startsWith(`${film.site}/`) ? [name] : [`${film.site}/${name}`, name]) {
    const points = await pointsOf(series, full, from, to);
    if (points.length > 0) return { ...labelOf(full, language), points: withBreaks(points), from, to };
  }
  const known = (await series.latest(`${film.site}/`)).map((point) => point.series.slice(film.site.length + 1));
  const list = known.length > 0 ? known.slice(0, mostNamed).sort().join(', ') : 'none yet';
  throw badExport('overlays.series', `${name} has no point in these days; series of ${film.site}: ${list}`);
}

const mostNamed = 20;

interface Sample {
  readonly t: number;
  readonly value: number;
}

async function pointsOf(series: SeriesStore, name: string, from: number, to: number): Promise<Sample[]> {
  const points = await series.range(name, from, to, mostPoints + 1);
  if (points.length <= mostPoints) return points.map(({ t, value }) => ({ t, value }));
  const buckets = await series.buckets(name, from, to, meanPoints);
  return buckets.map((bucket) => ({ t: (bucket.from + bucket.to) / 2, value: bucket.mean }));
}

/** A line is broken where points stay away for much longer than they mostly do. */
function withBreaks(points: readonly Sample[]): Curve['points'] {
  const steps = points.slice(1).map(({ t }, index) => t - (points[index]?.t ?? t));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return points.flatMap(({ t, value }, index) => {
    const previous = points[index - 1];
    const broken = previous !== undefined && t - previous.t > 4 * usual;
    return broken
      ? [
          { t: previous.t + usual, value: null },
          { t, value },
        ]
      : [{ t, value }];
  });
}

function labelOf(series: string, language: 'vi' | 'en'): Pick<Curve, 'label' | 'unit'> {
  const last = series.split('/').at(-1) ?? series;
  const quantity = Object.hasOwn(quantities, last) ? quantities[last as QuantityName] : undefined;
  return { label: quantity?.[language] ?? last, unit: quantity?.unit ?? '' };
}
