import { seasonStatistic } from '@fieldlapse/analytics';
import { FieldlapseError, mainArea, metrics, type LocalDay, type MetricName } from '@fieldlapse/contracts';
import { lifecycle } from '@fieldlapse/runtime';
import { openMeasureReader, openStores, type MeasureReader } from '@fieldlapse/store';
import { openDataFolder, openLog } from '../data-folder.ts';
import { siteOf } from '../known-camera.ts';
import { readConfig, type ServerConfig } from '../server-config.ts';

export interface MeasuredArguments {
  readonly data: string;
  readonly camera: string;
  readonly site?: string | undefined;
  readonly metric: string;
  readonly area?: string | undefined;
  readonly method?: string | undefined;
}

/** Daily values as the server measured them, with what its configuration says of the season. */
export interface MeasuredDays {
  readonly title: string;
  readonly days: readonly {
    readonly day: LocalDay;
    readonly value: number;
    readonly count: number;
    readonly plantCover: number | undefined;
  }[];
  /** Of the season that holds the last day. */
  readonly sowing: LocalDay | undefined;
  readonly bareValue: number | undefined;
}

/** Reads the values of a camera, also beside a running server. Throws `UNKNOWN_CAMERA`, `NOT_MEASURED` and `RECORDS_MISSING`. */
export async function measuredDays(args: MeasuredArguments): Promise<MeasuredDays> {
  const metric = metricOf(args.metric);
  const folder = openDataFolder(args.data);
  const open = lifecycle();
  try {
    const stores = await openStores({ folder: folder.root, logger: openLog(folder, 'season') });
    open.add('stores', stores.close);
    const site = await siteOf(stores, args);
    const reader = await openMeasureReader(stores.records);
    open.add('measures', reader.close);
    const of = { site, camera: args.camera, area: args.area ?? mainArea, metric };
    const { method, days } = await daysOf(reader, of, args.method);
    const plants = new Map(
      (await reader.days({ ...of, method, metric: 'plantCover' })).map((one) => [one.day, one.statistics['d1-p50']]),
    );
    const statistic = seasonStatistic(metric);
    return {
      title: `${site}/${args.camera} · ${of.area} · ${metric} · ${method}`,
      days: days.flatMap(({ day, count, statistics: { [statistic]: value } }) => {
        return value === undefined ? [] : [{ day, value, count, plantCover: plants.get(day) }];
      }),
      sowing: sowingOf(readConfig(folder), { site, camera: args.camera, last: days.at(-1)?.day ?? '' }),
      bareValue: statistic === 'd1-p50' ? 0 : undefined,
    };
  } finally {
    await open.close();
  }
}

function metricOf(name: string): MetricName {
  if (Object.hasOwn(metrics, name)) return name as MetricName;
  throw new FieldlapseError('BAD_ARGUMENT', `"${name}" is no metric; there are ${Object.keys(metrics).join(', ')}`);
}

/** The days of the named method, else of the one that measured most days. */
async function daysOf(
  reader: MeasureReader,
  of: { readonly site: string; readonly camera: string; readonly area: string; readonly metric: MetricName },
  wanted: string | undefined,
): Promise<{ method: string; days: Awaited<ReturnType<MeasureReader['days']>> }> {
  const known = await reader.methods(of.site, of.camera);
  const here = known.filter(({ area, method }) => area === of.area && (wanted === undefined || method === wanted));
  const read = await Promise.all(
    here.map(async ({ method }) => ({ method, days: await reader.days({ ...of, method }) })),
  );
  const [best] = read.filter(({ days }) => days.length > 0).sort((a, b) => b.days.length - a.days.length);
  if (best) return best;
  const list = known.map(({ area, method }) => `--area ${area} --method ${method}`).join(', ');
  throw new FieldlapseError(
    'NOT_MEASURED',
    `no ${of.metric} of ${of.site}/${of.camera}; there is ${list || 'nothing yet'}`,
  );
}

function sowingOf(
  { sites }: ServerConfig,
  { site, camera, last }: { readonly site: string; readonly camera: string; readonly last: LocalDay },
): LocalDay | undefined {
  const farm = sites.find(({ id }) => id === site);
  const plot = farm?.cameras.find(({ name }) => name === camera)?.plot;
  const seasons = farm?.seasons.filter(
    (season) => (plot === undefined || season.plot === plot) && season.sowing <= last,
  );
  return seasons
    ?.map(({ sowing }) => sowing)
    .sort()
    .at(-1);
}
