import { localDayOf, metrics, type MetricName, type SiteConfig, type WindowStatistic } from '@fieldlapse/contracts';
import type { DayMetrics, MeasureReader, StoredGrowth } from '@fieldlapse/store';
import type { GrowthAnswer } from '../routes/schema/growth-answers.ts';
import { seasonGrowth } from '../routes/schema/growth-answers.ts';
import { subjectOf } from './crops.ts';
import { describeMethod } from './describe-method.ts';
import { reasonsOf } from './reasons.ts';

/** What is asked for; the best that there is where something is left open. */
export interface GrowthQuestion {
  readonly camera: string;
  readonly area: string;
  readonly metric?: MetricName | undefined;
  readonly method?: string | undefined;
  readonly season?: string | undefined;
}

/** Metrics that a season is best read from, the best first. */
const preferred: readonly MetricName[] = ['greenCover', 'plantCover', 'cropCover', 'gcc'];

/** The season of an area; undefined where nothing that grows was measured there. */
export async function describeGrowth(
  reader: MeasureReader,
  site: SiteConfig,
  question: GrowthQuestion,
  now: number,
): Promise<GrowthAnswer | undefined> {
  const { camera, area } = question;
  const all = (await reader.growth(site.id, camera, area)).toSorted(byPreference);
  const fits = (asked: string | undefined, is: string) => asked === undefined || asked === is;
  const candidates = all.filter((one) => fits(question.metric, one.metric) && fits(question.method, one.method));
  const chosen =
    candidates.find(({ season }) => season === question.season) ??
    candidates.toSorted((a, b) => byPreference(a, b) || b.through.localeCompare(a.through))[0];
  if (!chosen || (question.season !== undefined && chosen.season !== question.season)) return undefined;
  const stored = seasonGrowth.safeParse(chosen.reading).data;
  const metric = chosen.metric as MetricName;
  const statistic: WindowStatistic = stored?.statistic ?? 'd1-p90';
  const from = site.seasons.find(({ id }) => id === chosen.season)?.sowing;
  const of = { site: site.id, camera, area, metric, method: chosen.method };
  const until = site.seasons.find(({ id }) => id === chosen.season)?.end;
  const subject = subjectOf(site, camera, area, localDayOf(now, site.timeZone));
  const { vi, en, unit } = metrics[metric];
  return {
    ...{ area, metric, label: { vi, en }, unit, statistic },
    method: describeMethod(chosen.method, await reader.models(), subject),
    season: chosen.season,
    seasons: [...new Set(all.map(({ season }) => season))],
    sowing: stored?.sowing ?? null,
    through: chosen.through,
    days: daysOf(await reader.days(of, from, until), statistic),
    reading: stored?.reading ?? null,
    stage: stored?.stage ?? null,
    forecast: stored?.forecast ?? null,
    comparison: stored?.comparison ?? null,
    choices: distinctChoices(all),
  };
}

/** Days that have frames, or a value of three days, each with what kept frames from having one. */
export function daysOf(days: readonly DayMetrics[], statistic: WindowStatistic): GrowthAnswer['days'] {
  return days.flatMap(({ day, statistics, count, withheld }) => {
    const value = statistics[statistic] ?? null;
    const reasons = reasonsOf(withheld);
    return value === null && count === 0 && reasons.length === 0
      ? []
      : [{ day, value, frames: count, withheld: reasons }];
  });
}

function byPreference(one: StoredGrowth, other: StoredGrowth): number {
  const rank = ({ metric, method }: StoredGrowth): number =>
    // A model stands before the index: it is there only where somebody chose it, or where it was measured to be better.
    preferred.indexOf(metric as MetricName) * 2 + (method.startsWith('index-') ? 1 : 0);
  return rank(one) - rank(other);
}

function distinctChoices(all: readonly StoredGrowth[]): GrowthAnswer['choices'] {
  const choices = new Map(
    all.map(({ metric, method }) => [`${metric} ${method}`, { metric: metric as MetricName, method }]),
  );
  return [...choices.values()];
}
