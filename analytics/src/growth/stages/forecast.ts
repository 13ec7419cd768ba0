import { addDays, daysBetween, type LocalDay } from '@fieldlapse/contracts';

/** A season's stages as seen, and its degree days. */
export interface SeasonStages {
  readonly sowing: LocalDay;
  /** BBCH codes with the days on which they were first seen. */
  readonly sightings: readonly { readonly day: LocalDay; readonly bbch: number }[];
  /** °C·d from sowing to the end of each day, place 0 is the day of sowing; null where the temperature is not known. */
  readonly heat: readonly number[] | null;
}

/**
 * Why nothing is said: no temperature, no earlier season whose stages were seen with its temperature, no later stage in any
 * of them, or days too cold to count.
 */
export type UnknownStage = 'no-heat' | 'no-earlier-season' | 'no-later-stage' | 'no-growth';

/** The stage on a day: seen in the field, or reckoned by the degree days that earlier seasons took. */
export type StageNow =
  | { readonly bbch: number; readonly basis: 'seen' | 'degree-days'; readonly since: LocalDay }
  | { readonly unknown: UnknownStage };

export type StageForecast =
  | {
      readonly bbch: number;
      readonly day: LocalDay;
      /** Bounds of 90 %; null where one earlier season alone says nothing of the variation. */
      readonly low: LocalDay | null;
      readonly high: LocalDay | null;
      readonly degreeDaysLeft: number;
      /** Earlier seasons that it rests on. */
      readonly seasons: number;
    }
  | { readonly unknown: UnknownStage };

/** Recent days whose heat the coming ones are taken to have. */
const recentDays = 14;
const farthestDays = 200;
/** Neighbouring days are alike in temperature: their sum varies by about twice what independent days would. */
const weatherInflation = 2;
/** 95 % quantiles of Student's t for 1, 2, 3 … degrees of freedom. */
const studentT = [6.31, 2.92, 2.35, 2.13, 2.02, 1.94, 1.89, 1.86, 1.83, 1.81];

/** The growth stage on `today`: the last one seen, or a later one where degree days say that it has come. */
export function stageOn(now: SeasonStages, earlier: readonly SeasonStages[], today: LocalDay): StageNow {
  const seen = lastSeen(now, today);
  const reached = needsOf(now, earlier, today).filter((need) => need.left <= 0);
  const latest = reached.reduce<Need | undefined>(
    (best, need) => (need.bbch > (best?.bbch ?? -1) ? need : best),
    undefined,
  );
  if (latest && latest.bbch > (seen?.bbch ?? -1)) {
    return { bbch: latest.bbch, basis: 'degree-days', since: dayOfHeat(now, latest.heat) };
  }
  if (seen) return { bbch: seen.bbch, basis: 'seen', since: seen.day };
  return { unknown: whyUnknown(now, earlier, today) };
}

/**
 * When the next stage comes: the degree days that earlier seasons took from the last stage seen to it, at the heat of the
 * last fortnight. The interval holds the variation between the seasons and that of the weather.
 */
export function forecastStage(now: SeasonStages, earlier: readonly SeasonStages[], today: LocalDay): StageForecast {
  const coming = needsOf(now, earlier, today).filter(({ left }) => left > 0);
  const next = coming.reduce<Need | undefined>(
    (best, need) => (need.bbch < (best?.bbch ?? 100) ? need : best),
    undefined,
  );
  if (!next) return { unknown: whyUnknown(now, earlier, today) };
  const daily = dailyHeat(now, today);
  const mean = daily.reduce((sum, heat) => sum + heat, 0) / daily.length;
  if (!(mean > 0.1)) return { unknown: 'no-growth' };
  const spread = sd(daily, mean) * weatherInflation;
  const quantile = studentT[Math.min(next.takes.length - 2, studentT.length - 1)];
  const own = next.sd === null ? 0 : next.sd * Math.sqrt(1 + 1 / next.takes.length);
  // How many standard deviations the heat of so many days lies over what is left.
  const over = (days: number) => (days * mean - next.left) / Math.hypot(own, spread * Math.sqrt(days), 1e-9);
  const dayWhen = (limit: number) => {
    for (let days = 1; days <= farthestDays; days += 1) if (over(days) >= limit) return addDays(today, days);
    return null;
  };
  return {
    bbch: next.bbch,
    day: addDays(today, Math.max(1, Math.ceil(next.left / mean))),
    low: quantile === undefined || next.sd === null ? null : dayWhen(-quantile),
    high: quantile === undefined || next.sd === null ? null : dayWhen(quantile),
    degreeDaysLeft: next.left,
    seasons: next.takes.length,
  };
}

/** What a stage still needs. */
interface Need {
  readonly bbch: number;
  /** Heat from sowing at which it is reached, and what is left of that. */
  readonly heat: number;
  readonly left: number;
  readonly takes: readonly number[];
  readonly sd: number | null;
}

/** Every stage later than the last one seen that earlier seasons know, counted from that one where they saw it too. */
function needsOf(now: SeasonStages, earlier: readonly SeasonStages[], today: LocalDay): Need[] {
  const soFar = heatOn(now, today);
  if (soFar === undefined) return [];
  const seen = lastSeen(now, today);
  const usable = earlier.filter(({ heat }) => heat !== null);
  const anchorHeat = seen && heatOn(now, seen.day);
  const anchor =
    seen && anchorHeat !== undefined && usable.some((season) => heatAtStage(season, seen.bbch) !== undefined);
  const codes = new Set(usable.flatMap(({ sightings }) => sightings.map(({ bbch }) => bbch)));
  return [...codes].flatMap((bbch) => {
    if (seen && bbch <= seen.bbch) return [];
    const takes = usable.flatMap((season) => {
      const reached = heatAtStage(season, bbch);
      const from = anchor ? heatAtStage(season, seen.bbch) : 0;
      return reached === undefined || from === undefined ? [] : [reached - from];
    });
    if (takes.length === 0) return [];
    const mean = takes.reduce((sum, take) => sum + take, 0) / takes.length;
    const heat = (anchor ? anchorHeat : 0) + mean;
    return [{ bbch, heat, left: heat - soFar, takes, sd: takes.length > 1 ? sd(takes, mean) : null }];
  });
}

function whyUnknown(now: SeasonStages, earlier: readonly SeasonStages[], today: LocalDay): UnknownStage {
  if (heatOn(now, today) === undefined) return 'no-heat';
  const usable = earlier.some(({ heat, sightings }) => heat !== null && sightings.length > 0);
  return usable ? 'no-later-stage' : 'no-earlier-season';
}

function lastSeen({ sightings }: SeasonStages, today: LocalDay): { day: LocalDay; bbch: number } | undefined {
  const past = sightings.filter(({ day }) => day <= today);
  return past.reduce<(typeof past)[number] | undefined>(
    (best, one) => (one.bbch > (best?.bbch ?? -1) ? one : best),
    undefined,
  );
}

function heatAtStage(season: SeasonStages, bbch: number): number | undefined {
  const day = season.sightings.find((one) => one.bbch === bbch)?.day;
  return day === undefined ? undefined : heatOn(season, day);
}

/** Degree days to the end of a day; the last known sum where the day's own is not there yet. */
function heatOn({ sowing, heat }: SeasonStages, day: LocalDay): number | undefined {
  if (heat === null || heat.length === 0 || day < sowing) return undefined;
  return heat[Math.min(daysBetween(sowing, day), heat.length - 1)];
}

function dayOfHeat({ sowing, heat }: SeasonStages, sum: number): LocalDay {
  const place = (heat ?? []).findIndex((reached) => reached >= sum);
  return addDays(sowing, Math.max(0, place));
}

function dailyHeat({ sowing, heat }: SeasonStages, today: LocalDay): number[] {
  const last = Math.min(daysBetween(sowing, today), (heat?.length ?? 0) - 1);
  const daily = (heat ?? []).map((sum, index, sums) => sum - (sums[index - 1] ?? 0));
  return daily.slice(Math.max(0, last - recentDays + 1), last + 1);
}

function sd(values: readonly number[], mean: number): number {
  if (values.length < 2) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
