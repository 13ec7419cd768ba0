/** The weather of one local day. */
export interface BlastDay {
  readonly meanTempC: number;
  readonly meanRelHumidityPct: number;
  readonly rainMm: number;
}

/** Infections by one lesion in a day at their best, per day [Savary et al. 2012, doi 10.1016/j.cropro.2011.11.009, leaf blast]. */
const bestRatePerDay = 1.14;
const latentDays = 5;
const infectiousDays = 20;
const onsetDay = 15;
const wetHumidityPct = 90;
const wetRainMm = 5;

/** Share of the best rate by mean temperature, °C; the optimum corrected from 25 to 20 °C by the model's authors. */
const byTemperature = [
  ...[[10, 0] as const, [15, 0.5] as const, [20, 1] as const, [25, 0.6] as const],
  ...[[30, 0.2] as const, [35, 0.05] as const, [40, 0.01] as const, [45, 0] as const],
] as const;

/** Share of the best rate by age of the crop, days after emergence: young leaves are taken, old ones hardly. */
const byAge = [
  ...[[0, 1] as const, [5, 1] as const, [10, 1] as const, [15, 0.9] as const, [20, 0.8] as const, [25, 0.7] as const],
  ...[[30, 0.64] as const, [35, 0.59] as const, [40, 0.53] as const, [45, 0.43] as const, [50, 0.32] as const],
  ...[[55, 0.22] as const, [60, 0.16] as const, [65, 0.09] as const, [70, 0.03] as const, [75, 0.02] as const],
  ...[[80, 0.02] as const, [85, 0.02] as const, [90, 0.01] as const],
] as const;

/** Healthy sites of 45 mm² on a square metre: how many there are at emergence, at most, and how fast they come and go, per day. */
const sites = { atEmergence: 600, most: 30_000, growth: 0.1, senescence: 0.01 };

/**
 * How fast leaf blast spreads on a day, new infections per lesion: the best rate by temperature, wetness and age of the crop. A day is
 * wet at a mean humidity of 90 % or with 5 mm of rain; a dry one gives 0.
 */
export function blastRate(day: BlastDay, daysAfterEmergence: number): number {
  const wet = day.meanRelHumidityPct >= wetHumidityPct || day.rainMm >= wetRainMm;
  if (!wet) return 0;
  return bestRatePerDay * between(byTemperature, day.meanTempC) * between(byAge, daysAfterEmergence);
}

/** The state of an epidemic at the end of a day. */
export interface BlastState {
  /** Share of the living leaf area with lesions, latent ones left out, 0–1. */
  readonly severity: number;
  /** {@link blastRate} of the day. */
  readonly rate: number;
}

/**
 * Leaf blast on an unsprayed crop from emergence on [EPIRICE, Savary et al. 2012]: healthy sites become latent, after 5 days infectious, after
 * 20 more removed; the first lesion comes on day 15. `undefined` days are unknown weather: the rate is then unknown, and the epidemic
 * is carried on as on a dry day, which is said by `rate: undefined`.
 */
export function simulateBlast(
  days: readonly (BlastDay | undefined)[],
): (Omit<BlastState, 'rate'> & { rate: number | undefined })[] {
  const infectedOn: number[] = [];
  const sum = (from: number, to: number): number =>
    infectedOn.slice(Math.max(0, from), Math.max(0, to)).reduce((total, count) => total + count, 0);
  let healthy = sites.atEmergence;
  return days.map((day, age) => {
    const infectious = sum(age - latentDays - infectiousDays, age - latentDays);
    const latent = sum(age - latentDays, age);
    const removed = sum(0, age - latentDays - infectiousDays);
    const rate = day && blastRate(day, age);
    const visible = infectious + removed;
    const free = 1 - (latent + visible) / Math.max(healthy + latent + visible, 1);
    const started = age === onsetDay ? 1 : 0;
    const infected = Math.min(healthy, age < onsetDay ? 0 : started + infectious * (rate ?? 0) * free);
    infectedOn.push(infected);
    const total = healthy + latent + visible;
    const grown = sites.growth * healthy * (1 - total / sites.most);
    healthy = Math.max(0, healthy + grown - infected - sites.senescence * healthy);
    return { severity: infectious / Math.max(healthy + latent + infectious, 1), rate };
  });
}

/** Straight lines between points that rise in x; the ends hold beyond them. */
function between(points: readonly (readonly [number, number])[], x: number): number {
  const [first, last] = [points[0]!, points.at(-1)!];
  if (x <= first[0]) return first[1];
  if (x >= last[0]) return last[1];
  const after = points.findIndex(([at]) => at > x);
  const [x0, y0] = points[after - 1]!;
  const [x1, y1] = points[after]!;
  return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
}

/** A night by the simple rule: its least temperature and its humidity. */
export interface BlastNight {
  readonly minTempC: number;
  readonly relHumidityPct: number;
}

/** Nights in a row up to the last one that favour blast: a minimum of 20–26 °C and 90 % humidity; the rule warns from 7 on [RKMP/BAU]. */
export function blastNightsInARow(nights: readonly (BlastNight | undefined)[]): number {
  let count = 0;
  for (const night of nights.toReversed()) {
    const favours =
      night !== undefined && night.minTempC >= 20 && night.minTempC <= 26 && night.relHumidityPct >= wetHumidityPct;
    if (!favours) break;
    count += 1;
  }
  return count;
}
