import {
  addDays,
  daysBetween,
  heatSums,
  startOfLocalDay,
  type DayTemperature,
  type LocalDay,
  type SiteConfig,
} from '@fieldlapse/contracts';
import type { SeriesStore } from '@fieldlapse/store';
import type { SeasonStages } from '../../../growth/stages/forecast.ts';

type Season = SiteConfig['seasons'][number];

const quantity = 'airTempC';
/** Longer ago than this a season's temperature is not read day by day. */
const mostDays = 400;

/** What is known of the stages of a season up to `today`, with its degree days where the site has a thermometer. */
export async function seasonStages(
  series: SeriesStore,
  site: SiteConfig,
  season: Season,
  today: LocalDay,
): Promise<SeasonStages> {
  const last = season.end !== undefined && season.end < today ? season.end : today;
  return { sowing: season.sowing, sightings: season.stages, heat: await heatOf(series, site, season, last) };
}

/** Degree days from sowing on, by day; null where the base temperature or the air temperature is not known. */
async function heatOf(
  series: SeriesStore,
  { id, timeZone, sensors }: SiteConfig,
  { sowing, baseTempC, plot }: Season,
  last: LocalDay,
): Promise<number[] | null> {
  if (baseTempC === undefined || daysBetween(sowing, last) > mostDays) return null;
  const names = (await series.latest(`${id}/`))
    .map((point) => point.series)
    .filter((name) => name.endsWith(`/${quantity}`));
  const ofPlot = new Set(sensors.filter((sensor) => sensor.plot === plot).map((sensor) => sensor.name));
  const name = names.find((one) => ofPlot.has(one.split('/')[1] ?? '')) ?? names.toSorted()[0];
  if (name === undefined) return null;
  const days: (DayTemperature | null)[] = [];
  for (let day = sowing; day <= last; day = addDays(day, 1)) {
    const [from, to] = [startOfLocalDay(day, timeZone), startOfLocalDay(addDays(day, 1), timeZone)];
    const [bucket] = await series.buckets(name, from, to, 1);
    days.push(bucket ? { minC: bucket.min, maxC: bucket.max } : null);
  }
  const sums = heatSums(days, baseTempC);
  return 'missing' in sums ? null : sums;
}

/** Seasons of the site with the same crop that were sown earlier. */
export function earlierSeasons({ seasons }: SiteConfig, season: Season): Season[] {
  return seasons.filter(
    ({ id, subject, sowing }) => id !== season.id && subject === season.subject && sowing < season.sowing,
  );
}

/** Ids of the site's seasons with the same crop, the season itself included. */
export function likeSeasons({ seasons }: SiteConfig, season: Season): Set<string> {
  return new Set(seasons.filter(({ subject }) => subject === season.subject).map(({ id }) => id));
}
