import { seaSaltGramPerL, tideWindowOf, type TidePoint } from '@fieldlapse/analytics';
import { simConfig, startSimFarm } from '@fieldlapse/firmware-sim';
import { silentLogger, systemClock } from '@fieldlapse/runtime';
import type { BenchFigure } from './figure.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const stepMs = hourMs / 2;
/** A dry season of the simulator's river mouth: salt rises, stays and goes. */
const season = { from: Date.UTC(2025, 10, 20), to: Date.UTC(2026, 5, 10) };
/** None of these was looked at while the method was chosen. */
const seeds = [301, 302, 303, 304, 305, 306, 307, 308];
const recordDays = [31, 60] as const;
const limitsGramPerL = [0.4, 0.8, 1.6];
const askEveryMs = 5 * dayMs + 7 * hourMs;
const horizonMs = 48 * hourMs;

/**
 * What a river or a sensor does beside the simulator's own noise. A flood halves the conductivity within two days, a surge of the sea doubles
 * it: both begin in the 18 days before a prediction. `later` is a surge that begins within its 48 h, which nothing can foresee.
 */
const troubles = ['clean', 'faulty', 'flood', 'surge', 'later'] as const;
type Trouble = (typeof troubles)[number];
const changeOf: Record<Trouble, number> = { clean: 1, faulty: 1, flood: 0.5, surge: 2, later: 2 };
/** The interval does not reach as far as a surge does: those figures say what is lost. */
const promised: readonly Trouble[] = ['clean', 'faulty', 'flood'];

interface Tally {
  asked: number;
  learned: number;
  squares: { rmse: number; meanRmse: number; levelRmse: number };
  points: number;
  inside: number;
  windows: number;
  safeWindows: number;
  hours: number;
  safeHours: number;
  hoursUnder: number;
}

/** The tide window on the simulator: how far predictions are off, and how often a window that was called safe was. */
export async function benchTide(): Promise<BenchFigure[]> {
  const rivers: number[][] = [];
  for (const seed of seeds) rivers.push(await riverOf(seed));
  return troubles.flatMap((trouble) =>
    recordDays.flatMap((days) => figuresOf(trouble, days, tally(rivers, trouble, days))),
  );
}

/** EC of a season, dS/m, every half hour. */
async function riverOf(seed: number): Promise<number[]> {
  const config = simConfig.parse({ seed, timeZone: 'Asia/Ho_Chi_Minh', sownOn: '2025-11-01' });
  const farm = await startSimFarm({ config, clock: systemClock, logger: silentLogger });
  const length = (season.to - season.from) / stepMs;
  const river = Array.from({ length }, (_, step) =>
    farm.truth.trueValueAt('salinityDsPerM', season.from + step * stepMs),
  );
  await farm.close();
  return river;
}

function tally(rivers: readonly number[][], trouble: Trouble, days: number): Tally {
  const sum: Tally = {
    ...{
      asked: 0,
      learned: 0,
      points: 0,
      inside: 0,
      windows: 0,
      safeWindows: 0,
      hours: 0,
      safeHours: 0,
      hoursUnder: 0,
    },
    squares: { rmse: 0, meanRmse: 0, levelRmse: 0 },
  };
  for (const [index, river] of rivers.entries()) {
    const random = randomOf(index + 1);
    for (let now = season.from + 61 * dayMs; now + horizonMs + dayMs < season.to; now += askEveryMs) {
      const beginsAt = now + (trouble === 'later' ? 2 * random() : -18 * random()) * dayMs;
      const truth = (t: number): number => {
        const ec = river[Math.round((t - season.from) / stepMs)]!;
        return seaSaltGramPerL(ec * changeOf[trouble] ** Math.min(1, Math.max(0, t - beginsAt) / (2 * dayMs)));
      };
      const points = readingsOf(truth, {
        from: now - days * dayMs,
        now,
        random: trouble === 'faulty' ? random : undefined,
      });
      for (const limit of limitsGramPerL) askOnce(sum, truth, { points, limit, now });
    }
  }
  return sum;
}

interface ReadingScene {
  readonly from: number;
  readonly now: number;
  /** Where the sensor is faulty: 3 % of noise, 2 % absurd values, silences of up to 40 h. */
  readonly random: (() => number) | undefined;
}

function readingsOf(truth: (t: number) => number, { from, now, random }: ReadingScene): TidePoint[] {
  const points: TidePoint[] = [];
  let silentUntil = 0;
  for (let t = Math.ceil(from / stepMs) * stepMs; t <= now; t += stepMs) {
    if (t < silentUntil) continue;
    if (random && random() < 0.002) silentUntil = t + random() * 40 * hourMs;
    const absurd = random && random() < 0.02 ? 8 : 0;
    points.push({ t, value: truth(t) * (random ? 0.97 + 0.06 * random() : 1) + absurd });
  }
  return points;
}

interface Asked {
  readonly points: readonly TidePoint[];
  readonly limit: number;
  readonly now: number;
}

function askOnce(sum: Tally, truth: (t: number) => number, { points, limit, now }: Asked): void {
  const tide = tideWindowOf(points, limit, now);
  sum.asked += 1;
  if (tide.verdict !== 'learned') return;
  sum.learned += 1;
  for (const name of ['rmse', 'meanRmse', 'levelRmse'] as const) sum.squares[name] += tide.holdOut[name] ** 2;
  sum.points += tide.forecast.length;
  sum.inside += tide.forecast.filter(({ t, low, high }) => truth(t) >= low && truth(t) <= high).length;
  const under = tide.forecast.filter(({ t }) => truth(t) < limit).length;
  // Water that never comes near the limit would make any prediction look good.
  if (under === tide.forecast.length) return;
  sum.hoursUnder += under / 4;
  for (const { from, to } of tide.windows) {
    const times = Array.from({ length: (to - from) / (hourMs / 4) + 1 }, (_, step) => from + (step * hourMs) / 4);
    const safe = times.filter((t) => truth(t) < limit).length;
    sum.windows += 1;
    if (safe === times.length) sum.safeWindows += 1;
    sum.hours += times.length / 4;
    sum.safeHours += safe / 4;
  }
}

function figuresOf(trouble: Trouble, days: number, sum: Tally): BenchFigure[] {
  const name = `${trouble}, ${days} d`;
  const { asked, learned, squares, points, inside, windows, safeWindows, hours, safeHours, hoursUnder } = sum;
  const share = (what: string, value: number) => ({ name: `tide ${name}: ${what}`, value: value * 100, unit: '%' });
  const error = (what: string, square: number) => {
    return { name: `tide ${name}: ${what}`, value: Math.sqrt(square / learned), unit: 'g/L' };
  };
  return [
    share('learned', learned / asked),
    error('hold-out error', squares.rmse),
    error('plain mean', squares.meanRmse),
    error('level of the day before', squares.levelRmse),
    share('inside the interval', inside / points),
    { name: `tide ${name}: windows`, value: windows, unit: '' },
    share('windows safe throughout', safeWindows / windows),
    // The upper end of a 95 % interval is passed in 2.5 % of the time.
    {
      ...share('hours of windows safe', safeHours / hours),
      ...(promised.includes(trouble) && { goal: '≥ 97.5 %', met: safeHours / hours >= 0.975 }),
    },
    share('hours under the limit that were found', safeHours / hoursUnder),
  ];
}

/** The same numbers every time, 0–1 [Park & Miller 1988]. */
function randomOf(seed: number): () => number {
  let state = seed * 7919;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
