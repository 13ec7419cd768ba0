import type { LocalDay, MetricName } from '@fieldlapse/contracts';
import type { DayMetrics, StoredGrowth } from '@fieldlapse/store';
import { compareSeasons, type ComparedSeason, type SeasonComparison } from '../../../growth/compare/compare-seasons.ts';
import type { DayValue, SeasonReading } from '../../../growth/seasons/reading.ts';
import { readSeason } from '../../../growth/seasons/read-season.ts';
import {
  forecastStage,
  stageOn,
  type SeasonStages,
  type StageForecast,
  type StageNow,
} from '../../../growth/stages/forecast.ts';

/** Metrics that are 0 on bare ground. */
const covers: readonly MetricName[] = ['greenCover', 'plantCover', 'cropCover', 'weedCover'];

/**
 * The statistic of a day that seasons of a metric are read from: the 90th percentile of colour indices, as PhenoCam does; of
 * covers the median, since their errors go both ways.
 */
export function seasonStatistic(metric: MetricName): 'd1-p50' | 'd1-p90' {
  return covers.includes(metric) ? 'd1-p50' : 'd1-p90';
}

/** What the daily values of a metric say about a season; JSON of it is kept. */
export interface SeasonGrowth {
  readonly statistic: ReturnType<typeof seasonStatistic>;
  readonly sowing: LocalDay | null;
  readonly reading: SeasonReading;
  /** Null where no season is configured. */
  readonly stage: StageNow | null;
  readonly forecast: StageForecast | null;
  readonly comparison: SeasonComparison | null;
}

/** The stages of a season and of earlier ones with the same crop. */
export interface StagesOf {
  readonly now: SeasonStages;
  readonly earlier: readonly SeasonStages[];
}

/** Daily values as seasons are read from; `plants` are the days of the area's plant cover. */
export function dayValues(metric: MetricName, days: readonly DayMetrics[], plants: readonly DayMetrics[]): DayValue[] {
  const statistic = seasonStatistic(metric);
  const plantStatistic = seasonStatistic('plantCover');
  const covered = new Map(plants.map(({ day, statistics }) => [day, statistics[plantStatistic] ?? null]));
  return days.map(({ day, statistics, count }) => {
    return { day, value: statistics[statistic] ?? null, count, plantCover: covered.get(day) };
  });
}

/** Reads one season up to and including `through`, against `others` of the same metric, method and crop. */
export function seasonGrowth(
  metric: MetricName,
  days: readonly DayValue[],
  through: LocalDay,
  stages: StagesOf | undefined,
  others: readonly ComparedSeason[],
): SeasonGrowth {
  const sowing = stages?.now.sowing;
  const bareValue = covers.includes(metric) ? 0 : undefined;
  const reading = readSeason({ days, today: through, sowing, bareValue });
  return {
    ...{ statistic: seasonStatistic(metric), sowing: sowing ?? null, reading },
    stage: stages ? stageOn(stages.now, stages.earlier, through) : null,
    forecast: stages ? forecastStage(stages.now, stages.earlier, through) : null,
    comparison: sowing === undefined ? null : compareSeasons({ sowing, curve: reading.curve }, others),
  };
}

/** Other seasons as they were last read, as far as they can be laid over one another: those whose sowing is known. */
export function comparedSeasons(stored: readonly StoredGrowth[]): ComparedSeason[] {
  return stored.flatMap(({ reading }) => {
    const { sowing, reading: read } = reading as SeasonGrowth;
    return sowing === null ? [] : [{ sowing, curve: read.curve }];
  });
}
