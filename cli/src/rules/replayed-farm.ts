import { openReplayFarm, sunElevationDeg, type Reading, type ReplayFarm, type ReplaySite } from '@fieldlapse/analytics';
import {
  addDays,
  FieldlapseError,
  parseSensorSeries,
  startOfLocalDay,
  timeZoneName,
  type SiteConfig,
} from '@fieldlapse/contracts';
import { openSeries, type SeriesStore } from '@fieldlapse/store';
import { openDataFolder, openLog } from '../data-folder.ts';
import { seriesOptions } from '../series/series-config.ts';
import { readConfig } from '../server-config.ts';
import { readReadings, type ReadingFault, type ReadingOptions, type ReadingTable } from './read-readings.ts';

/** What is replayed: days, as people write them, both included. */
export interface Stretch {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A site as it is told on the command line, for tables. */
export interface ToldSite extends Stretch {
  readonly site: string;
  readonly tz?: string | undefined;
  readonly subject?: string | undefined;
  readonly sowing?: string | undefined;
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

/** A history to replay, and what is to be said about where it comes from. */
export interface Replayed {
  readonly title: string;
  readonly farm: ReplayFarm;
  readonly columns: ReadingTable['columns'];
  readonly unread: ReadingTable['unread'];
  readonly faults: readonly ReadingFault[];
  readonly outOfOrder: number;
}

/** Readings of tables, put together as one site. Throws `BAD_TABLE`, `AMBIGUOUS_DATES`, `BAD_ARGUMENT`. */
export async function farmOfTables(
  paths: readonly string[],
  told: ToldSite,
  options: Omit<ReadingOptions, 'timeZone'>,
): Promise<Replayed> {
  const timeZone = zoneOf(told.tz);
  const tables: ReadingTable[] = [];
  for (const path of paths) tables.push(await readReadings(path, { ...options, timeZone }));
  for (const { column } of options.quantities) {
    if (tables.some(({ notThere }) => !notThere.includes(column))) continue;
    throw new FieldlapseError('BAD_ARGUMENT', `--quantity: there is no column "${column}"`);
  }
  const site = siteOf(told, timeZone);
  const readings = within(
    tables.flatMap((table) => table.readings),
    told,
    timeZone,
  );
  if (readings.length === 0)
    throw new FieldlapseError('BAD_TABLE', `${paths.join(', ')}: no reading is left to replay`);
  return {
    title: paths.map((path) => path.split(/[\\/]/).at(-1)).join(', '),
    farm: openReplayFarm(site, readings),
    columns: tables.flatMap(({ columns }) => columns),
    unread: tables.flatMap(({ unread }) => unread),
    faults: tables.flatMap(({ faults }) => faults),
    outOfOrder: tables.reduce((sum, { outOfOrder }) => sum + outOfOrder, 0),
  };
}

/** The zone that is told, or that of Việt Nam. Throws `BAD_ARGUMENT`. */
export function zoneOf(zone: string | undefined): string {
  const { success, data: timeZone } = timeZoneName.safeParse(zone);
  if (success) return timeZone;
  throw new FieldlapseError('BAD_ARGUMENT', `--tz "${zone}" is no time zone such as Asia/Ho_Chi_Minh`);
}

function siteOf({ site, subject, sowing, latitude, longitude }: ToldSite, timeZone: string): ReplaySite {
  if ((subject === undefined) !== (sowing === undefined)) {
    throw new FieldlapseError('BAD_ARGUMENT', '--subject and --sowing go together: what grows, and since which day');
  }
  return {
    ...{ id: site, timeZone, plotOf: {}, sunElevationDeg: sunOver({ latitude, longitude }) },
    seasons: subject === undefined ? [] : [{ subject, sowing: dayOf(sowing, '--sowing')!, stages: [] }],
  };
}

function sunOver({ latitude, longitude }: Pick<ToldSite, 'latitude' | 'longitude'>): ReplaySite['sunElevationDeg'] {
  if (latitude === undefined || longitude === undefined) return () => undefined;
  return (t) => sunElevationDeg({ latitude, longitude }, t);
}

function within(readings: readonly Reading[], stretch: Stretch, timeZone: string): Reading[] {
  const { from, to } = limitsOf(stretch, timeZone);
  return readings.filter(({ t }) => t >= from && t < to);
}

function limitsOf(stretch: Stretch, timeZone: string): { from: number; to: number } {
  const [first, last] = [dayOf(stretch.from, '--from'), dayOf(stretch.to, '--to')];
  return {
    from: first === undefined ? 0 : startOfLocalDay(first, timeZone),
    to: last === undefined ? Number.MAX_SAFE_INTEGER : startOfLocalDay(addDays(last, 1), timeZone),
  };
}

function dayOf(text: string | undefined, option: string): string | undefined {
  const isDay = text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (text === undefined || isDay) return text;
  throw new FieldlapseError('BAD_ARGUMENT', `${option} "${text}" is not a day (YYYY-MM-DD)`);
}

/** The stored history of a site. Throws `BAD_ARGUMENT` where nothing of it is stored. */
export async function farmOfStore(dataFolder: string, name: string, stretch: Stretch): Promise<Replayed> {
  const folder = openDataFolder(dataFolder);
  const config = readConfig(folder);
  const site = config.sites.find(({ id }) => id === name);
  if (!site) {
    const there = config.sites.map(({ id }) => id).join(', ') || 'none';
    throw new FieldlapseError('BAD_ARGUMENT', `--site "${name}": there is no such farm; there are ${there}`);
  }
  const series = seriesOptions(folder, config.series);
  const store = await openSeries({ folder: folder.root, logger: openLog(folder, 'rules'), series });
  try {
    const readings = await storedReadings(store, site, limitsOf(stretch, site.timeZone));
    if (readings.length === 0) throw new FieldlapseError('BAD_ARGUMENT', `no reading of ${name} is stored there`);
    const farm = openReplayFarm(configuredSite(site), readings);
    return { title: site.title ?? site.id, farm, columns: [], unread: [], faults: [], outOfOrder: 0 };
  } finally {
    await store.close();
  }
}

const pointsPerPage = 20_000;

async function storedReadings(
  store: SeriesStore,
  { id }: SiteConfig,
  { from, to }: { from: number; to: number },
): Promise<Reading[]> {
  const readings: Reading[] = [];
  for (const { series } of await store.latest(`${id}/`)) {
    const named = parseSensorSeries(series);
    if (!named) continue;
    for (let start = from; ;) {
      const page = await store.range(series, start, to, pointsPerPage);
      for (const { t, value } of page) readings.push({ sensor: named.sensor, quantity: named.quantity, t, value });
      if (page.length < pointsPerPage) break;
      start = page.at(-1)!.t + 1;
    }
  }
  return readings;
}

function configuredSite(site: SiteConfig): ReplaySite {
  const { id, timeZone, latitude, longitude, seasons, sensors } = site;
  const plotOf = Object.fromEntries(sensors.flatMap(({ name, plot }) => (plot === undefined ? [] : [[name, plot]])));
  return { id, timeZone, seasons, plotOf, sunElevationDeg: sunOver({ latitude, longitude }) };
}
