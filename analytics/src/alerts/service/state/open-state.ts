import { metricSeries, parseSensorSeries, type MetricName } from '@fieldlapse/contracts';
import { sleep } from '@fieldlapse/runtime';
import type { AlertTables } from '@fieldlapse/store';
import type { Kysely } from 'kysely';
import { openDeviceTimes } from '../farm/device-times.ts';
import { seriesLoader } from '../farm/load-series.ts';
import { openShelf } from '../farm/shelf.ts';
import type { Service, State } from './state.ts';

/** The state that the records and stores tell of; nothing is watched yet. */
export async function openState(service: Service): Promise<State> {
  const { db, intake } = service;
  const cursors = await cursorsOf(service);
  await untilWritten(service, cursors.readings);
  const load = seriesLoader({ ...service, series: service.stores.series });
  const carriers = await db.selectFrom('carriers').selectAll().execute();
  const state: State = {
    ...{ load, shelf: openShelf(load), times: await openDeviceTimes(db), cursors },
    carriers: new Map(carriers.map(({ site, sensor, device }) => [`${site}/${sensor}`, device])),
    devices: new Map(),
    dueDays: await dueDaysOf(db),
    ...{
      rules: [],
      since: new Map(),
      configs: new Map(),
      sites: new Map(),
      running: new Map(),
      users: new Map(),
      stale: new Map(),
    },
    unplanned: true,
  };
  for (const { site, device } of await intake.devices()) noteDevice(state, site, device);
  return state;
}

/** A device of an import has no life. */
export function noteDevice({ devices }: State, site: string, device: string): boolean {
  const known = devices.get(site) ?? new Set();
  devices.set(site, known);
  if (known.has(device) || device.startsWith('import-')) return false;
  known.add(device);
  return true;
}

/** Opens the series of a site that the stores have points of. */
export async function openStoredSeries({ stores, measures }: Service, { shelf }: State, site: string): Promise<void> {
  for (const { series } of await stores.series.latest(`${site}/`)) {
    if (parseSensorSeries(series) || isDerived(series)) shelf.open(series);
  }
  const reader = await measures();
  if (!reader) return;
  for (const { series } of await stores.series.latest(`~${site}/`)) {
    const [camera, area, metric, method, statistic] = series.slice(site.length + 2).split('/');
    if (!camera || !area || !metric || !method || statistic !== undefined) continue;
    shelf.open(metricSeries({ site, camera, area, metric: metric as MetricName, method }));
  }
}

const isDerived = (series: string): boolean => series.split('/').length === 3;

/** What was stored before the first start is history: nobody is warned of it. */
async function cursorsOf({ db, intake, measures }: Service): Promise<State['cursors']> {
  const rows = await db.selectFrom('cursors').selectAll().execute();
  const of = (name: 'readings' | 'metrics') => rows.find((row) => row.name === name)?.seq;
  const reader = await measures();
  const cursors = {
    readings: of('readings') ?? (await intake.lastAcceptedSeq()),
    metrics: of('metrics') ?? (await reader?.lastMeasuredSeq()) ?? 0,
  };
  await db
    .insertInto('cursors')
    .values([
      { name: 'readings', seq: cursors.readings },
      { name: 'metrics', seq: cursors.metrics },
    ])
    .onConflict((on) => on.doNothing())
    .execute();
  return cursors;
}

const patienceMs = 30_000;
const lookMs = 50;

/** Points that were read before are read again from the series store: intake has to have written them there. */
async function untilWritten({ intake, logger, signal }: Service, seq: number): Promise<void> {
  const patient = Date.now() + patienceMs;
  while (!signal.aborted && (await intake.writtenSeq()) < seq) {
    if (Date.now() > patient) {
      logger.warn({ seq }, 'the series store is behind: alerts go on without what is missing there');
      return;
    }
    await sleep(lookMs, signal).catch(() => {});
  }
}

async function dueDaysOf(db: Kysely<AlertTables>): Promise<State['dueDays']> {
  const rows = await db.selectFrom('dueDays').selectAll().execute();
  return new Map(rows.map((row) => [`${row.site}/${row.sensor}/${row.day}`, row]));
}
