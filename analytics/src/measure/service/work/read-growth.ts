import { setImmediate as othersFirst } from 'node:timers/promises';
import { localDayOf, type LocalDay, type MetricName } from '@fieldlapse/contracts';
import type { DueGrowthRow, MethodRow, StoredGrowth } from '@fieldlapse/store';
import type { DayValue } from '../../../growth/seasons/reading.ts';
import { dayValues, seasonGrowth } from '../days/season-growth.ts';
import { seasonSpans, type SeasonSpan } from '../days/seasons.ts';
import { dueGrowth, growthDone, putGrowth } from '../days/growth-records.ts';
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
  const { timeZone } = await plans.of(due);
  const today = localDayOf(newest.observedAt, timeZone);
  let [read, changed] = [false, false];
  for (const method of await reader.methods(site, camera)) {
    const known = await reader.growth(site, camera, method.area);
    for (const span of seasonSpans(sites(), due)) {
      for (const metric of growing) {
        const stored = known.find(
          (one) => one.metric === metric && one.method === method.method && one.season === span.season,
        );
        if (!isStale(stored, span, due.day, today)) continue;
        changed = (await readOne(service, method, metric, span, today)) || changed;
        read = true;
        await othersFirst();
      }
    }
  }
  if (read) await growthDone(db, due);
  if (changed) notices.announce(site, camera);
  return read;
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

/** True where the season says anything new. */
async function readOne(
  { reader, db, clock }: Service,
  { site, camera, area, method }: MethodRow,
  metric: MetricName,
  span: SeasonSpan,
  today: LocalDay,
): Promise<boolean> {
  const through = span.to !== undefined && span.to < today ? span.to : today;
  const of = { site, camera, area, method };
  const days = await reader.days({ ...of, metric }, span.from, through);
  if (days.length === 0) return false;
  const colours = await coloursOf({ reader }, of, span.from, through);
  const growth = seasonGrowth(dayValues(days, colours), span, today);
  const row = { ...of, metric, season: span.season, through, reading: JSON.stringify(growth), computedAt: clock.now() };
  return putGrowth(db, row);
}

/** The area's mean colour by day, as it is always measured, whatever the method of the metric. */
async function coloursOf(
  { reader }: Pick<Service, 'reader'>,
  of: Omit<MethodRow, 'frames'>,
  from: LocalDay | undefined,
  to: LocalDay,
): Promise<Map<LocalDay, DayValue['colour']>> {
  const ofColour = async (metric: MetricName): Promise<Map<LocalDay, number>> => {
    const days = await reader.days({ ...of, method: 'rgb-1', metric }, from, to);
    return new Map(
      days.flatMap(({ day, statistics }) =>
        statistics['d1-mean'] === undefined ? [] : [[day, statistics['d1-mean']]],
      ),
    );
  };
  const [reds, greens, blues] = [
    await ofColour('meanRedDn'),
    await ofColour('meanGreenDn'),
    await ofColour('meanBlueDn'),
  ];
  const colours = new Map<LocalDay, DayValue['colour']>();
  for (const [day, red] of reds) {
    const [green, blue] = [greens.get(day), blues.get(day)];
    if (green !== undefined && blue !== undefined) colours.set(day, { red, green, blue });
  }
  return colours;
}
