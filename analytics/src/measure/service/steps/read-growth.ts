import { setImmediate as othersFirst } from 'node:timers/promises';
import { localDayOf, type LocalDay, type MetricName, type SiteConfig } from '@fieldlapse/contracts';
import type { DayMetrics, DueGrowthRow, MethodRow, MetricOf, StoredGrowth } from '@fieldlapse/store';
import { referenceSeasons } from '../../../growth/compare/reference-curve.ts';
import { dueGrowth, growthDone, putGrowth } from '../days/growth-records.ts';
import { comparedSeasons, dayValues, seasonGrowth, type StagesOf } from '../days/season-growth.ts';
import { seasonSpans, type SeasonSpan } from '../days/seasons.ts';
import { earlierSeasons, likeSeasons, seasonStages } from '../days/stages.ts';
import type { Service } from './service.ts';

/** Metrics that rise and fall with a crop. */
const growing: readonly MetricName[] = ['greenCover', 'plantCover', 'cropCover', 'gcc'];

/** When each camera's seasons were last read, real ms. */
const readAt = new WeakMap<object, Map<string, number>>();

/**
 * Reads the seasons of cameras whose daily values changed: once the local day has changed, or days before it have, and not again
 * before `gapMs` of real time have passed.
 */
export async function readGrowth(service: Service, gapMs: number): Promise<void> {
  const { db, logger, signal } = service;
  const times = readAt.get(db) ?? new Map<string, number>();
  readAt.set(db, times);
  for (const due of await dueGrowth(db)) {
    const key = `${due.site}/${due.camera}`;
    if (signal.aborted) return;
    if (performance.now() - (times.get(key) ?? -Infinity) < gapMs) continue;
    const startedAt = performance.now();
    if (!(await readCamera(service, due))) continue;
    times.set(key, performance.now());
    logger.debug({ ...due, tookMs: performance.now() - startedAt }, 'seasons read');
  }
}

/** True where anything was read anew. */
async function readCamera(service: Service, due: DueGrowthRow): Promise<boolean> {
  const { intake, reader, db, plans, sites, notices } = service;
  const { site, camera } = due;
  const newest = await intake.latestFrame(site, camera);
  if (!newest) return false;
  const today = localDayOf(newest.observedAt, (await plans.of(due)).timeZone);
  const methods = await reader.methods(site, camera);
  let [read, changed] = [false, false];
  for (const span of seasonSpans(sites(), due)) {
    const stale = await staleReadings(service, methods, span, due.day, today);
    if (stale.length === 0) continue;
    const stages = await stagesOf(service, site, span, today);
    for (const { method, metric } of stale) {
      changed = (await readOne(service, method, metric, span, today, stages)) || changed;
      read = true;
      await othersFirst();
    }
  }
  if (read) await growthDone(db, due);
  if (changed) notices.announce(site, camera);
  return read;
}

interface Wanted {
  readonly method: MethodRow;
  readonly metric: MetricName;
}

async function staleReadings(
  { reader }: Service,
  methods: readonly MethodRow[],
  span: SeasonSpan,
  changed: LocalDay,
  today: LocalDay,
): Promise<Wanted[]> {
  const stale: Wanted[] = [];
  for (const method of methods) {
    const known = await reader.growth(method.site, method.camera, method.area);
    for (const metric of growing) {
      const stored = known.find(
        (one) => one.metric === metric && one.method === method.method && one.season === span.season,
      );
      if (isStale(stored, span, changed, today)) stale.push({ method, metric });
    }
  }
  return stale;
}

function isStale(
  stored: StoredGrowth | undefined,
  { from, to }: SeasonSpan,
  changed: LocalDay,
  today: LocalDay,
): boolean {
  if (from !== undefined && from > today) return false;
  const last = to !== undefined && to < today ? to : today;
  return !stored || stored.through < last || (changed < today && changed <= last);
}

/** Undefined where no season is configured. */
async function stagesOf(
  { stores, sites }: Service,
  site: string,
  { season }: SeasonSpan,
  today: LocalDay,
): Promise<StagesOf | undefined> {
  const { config, own } = seasonNamed(sites(), site, season);
  if (!config || !own) return undefined;
  const earlier = earlierSeasons(config, own).map((one) => seasonStages(stores.series, config, one, today));
  return { now: await seasonStages(stores.series, config, own, today), earlier: await Promise.all(earlier) };
}

function seasonNamed(sites: readonly SiteConfig[], site: string, season: string) {
  const config = sites.find(({ id }) => id === site);
  return { config, own: config?.seasons.find(({ id }) => id === season) };
}

/** True where the season says anything new. */
async function readOne(
  { reader, db, clock, sites, config: { references } }: Service,
  { site, camera, area, method }: MethodRow,
  metric: MetricName,
  span: SeasonSpan,
  today: LocalDay,
  stages: StagesOf | undefined,
): Promise<boolean> {
  const through = span.to !== undefined && span.to < today ? span.to : today;
  const of = { site, camera, area, method, metric };
  const days = await reader.days(of, span.from, through);
  if (days.length === 0) return false;
  const plants = await plantDays(reader, of, span.from, through);
  const { config, own } = seasonNamed(sites(), site, span.season);
  const like = config && own ? likeSeasons(config, own) : new Set<string>();
  const others = (await reader.growthLike(of)).filter(
    (one) => like.has(one.season) && !(one.season === span.season && one.camera === camera && one.area === area),
  );
  const compared = [...comparedSeasons(others), ...referenceSeasons(references, own?.subject, metric)];
  const growth = seasonGrowth(metric, dayValues(metric, days, plants), through, stages, compared);
  const row = { ...of, season: span.season, through, reading: JSON.stringify(growth), computedAt: clock.now() };
  return putGrowth(db, row);
}

/** Days of the area's plant cover: by the method itself where it measures that, else by an index. */
async function plantDays(
  reader: Service['reader'],
  of: MetricOf,
  from: LocalDay | undefined,
  to: LocalDay,
): Promise<DayMetrics[]> {
  if (of.metric === 'plantCover') return [];
  const methods = (await reader.methods(of.site, of.camera)).filter(({ area }) => area === of.area);
  const indices = methods.map(({ method }) => method).filter((method) => method.startsWith('index-'));
  for (const method of [of.method, ...indices]) {
    const days = await reader.days({ ...of, metric: 'plantCover', method }, from, to);
    if (days.length > 0) return days;
  }
  return [];
}
