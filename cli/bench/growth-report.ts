import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, readSeason, type Cycle, type DayValue, type SeasonReading } from '@fieldlapse/analytics';
import { addDays, daysBetween, type LocalDay } from '@fieldlapse/contracts';
import { plotSeason } from '../src/season/plot/plot-season.ts';
import { measuredDays } from './growth/measured-season.ts';
import { trueCover, trueDates } from './growth/true-season.ts';
import { yearOf } from './growth/years.ts';

/**
 * How well seasons are read: dates of measured simulator seasons against the noise-free truth, and the number of crops in
 * years that are joined from them. Prints a table and JSON.
 *
 *     node cli/bench/growth-report.ts FOLDER --seeds 1-20 [--width 640] [--without-plants] [--without-sowing] [--plot FOLDER]
 *
 * FOLDER holds `season-<seed>.csv` of `analytics/bench/cover-report.ts`; the noise-free truth is computed once and kept
 * there too. Without plant cover and the day of sowing a season is read as from a table of
 * days and values. `--plot` draws every season.
 */
const sowing: LocalDay = '2026-05-15';
const sides = ['rising', 'falling'] as const;
const shares = ['p10', 'p25', 'p50'] as const;

interface DateError {
  readonly date: string;
  /** Days after the truth; NaN where none was found. */
  readonly days: number;
  readonly held: boolean;
  readonly widthDays: number;
}

function errorsOf(cycle: Cycle | undefined, truth: ReturnType<typeof trueDates>): DateError[] {
  return sides.flatMap((side) =>
    shares.map((share) => {
      const date = cycle?.transitions[side][share];
      const day = addDays(sowing, truth[side][share]);
      return {
        date: `${side} ${share.slice(1)} %`,
        days: date ? daysBetween(day, date.day) : Number.NaN,
        held: date ? date.low <= day && day <= date.high : false,
        widthDays: date ? daysBetween(date.low, date.high) : Number.NaN,
      };
    }),
  );
}

function read(days: readonly DayValue[], sown: LocalDay | undefined): SeasonReading {
  const known = values['without-plants'] ? days.map(({ day, value, count }) => ({ day, value, count })) : days;
  const sowing = values['without-sowing'] ? undefined : sown;
  return readSeason({ days: known, today: '2030-01-01', sowing, bareValue: 0 });
}

function seedsOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1-20' },
    width: { type: 'string', default: '640' },
    'without-plants': { type: 'boolean', default: false },
    'without-sowing': { type: 'boolean', default: false },
    plot: { type: 'string' },
  },
});
const folder = positionals[0] ?? '.';
const seasons: { seed: number; days: DayValue[]; reading: SeasonReading; errors: DateError[] }[] = [];
for (const seed of seedsOf(values.seeds)) {
  const days = await measuredDays(folder, seed);
  const truth = trueDates(await trueCover(folder, seed, Number(values.width)));
  const reading = read(days, sowing);
  seasons.push({ seed, days, reading, errors: errorsOf(reading.cycles[0], truth) });
  if (values.plot) {
    const seen = days.flatMap(({ day, value }) => (value === null ? [] : [{ day, value }]));
    const svg = plotSeason({
      title: `Simulated season, seed ${seed}: greenCover`,
      language: 'en',
      days: seen,
      reading,
    });
    await writeFile(join(values.plot, `season-${seed}.svg`), svg);
  }
}
console.table(
  seasons.map(({ seed, reading, errors }) => ({
    seed,
    cycles: reading.cycles.length,
    kind: reading.cycles[0]?.kind,
    ...Object.fromEntries(errors.map(({ date, days }) => [date, days])),
    harvest: reading.cycles[0]?.harvest ? daysBetween(sowing, reading.cycles[0].harvest.day) : '',
  })),
);
const years = seasons.flatMap((_one, index) => {
  const own = [0, 1, 2].map((step) => seasons[(index + step) % seasons.length]!.days);
  return [
    yearOf(own, { crops: 2, pauseDays: 60 }),
    yearOf(own, { crops: 3, pauseDays: 1 }),
    yearOf(own, { crops: 3, pauseDays: 1, cut: 1 }),
  ];
});
const counted = years.map((year) => {
  const before = process.cpuUsage();
  const kinds = read(year.days, year.sowings[0]).cycles.map(({ kind }) => kind);
  const { user, system } = process.cpuUsage(before);
  return {
    ...{ year, kinds, cpuMs: (user + system) / 1000 },
    countRight: kinds.length === year.kinds.length,
    kindsRight: kinds.join() === year.kinds.join(),
  };
});
const all = seasons.flatMap(({ errors }) => errors);
const share = (count: number, of: number) => Number((count / of).toFixed(4));
const figures = {
  seasons: seasons.length,
  datesWithin2Days: share(all.filter(({ days }) => Math.abs(days) <= 2).length, all.length),
  byDate: Object.fromEntries(
    [...new Set(all.map(({ date }) => date))].map((date) => {
      const own = all.filter((one) => one.date === date);
      const found = own.map(({ days }) => Math.abs(days)).filter(Number.isFinite);
      return [
        date,
        {
          within2Days: share(own.filter(({ days }) => Math.abs(days) <= 2).length, own.length),
          meanErrorDays: Number((found.reduce((sum, days) => sum + days, 0) / found.length).toFixed(2)),
          worstDays: Math.max(...found),
          heldByInterval: share(own.filter(({ held }) => held).length, own.length),
          meanWidthDays: Number((own.reduce((sum, { widthDays }) => sum + widthDays, 0) / own.length).toFixed(1)),
        },
      ];
    }),
  ),
  oneCycle: seasons.filter(({ reading }) => reading.cycles.length === 1).length,
  ripened: seasons.filter(({ reading }) => reading.cycles[0]?.kind === 'ripened').length,
  years: counted.length,
  yearsCountRight: counted.filter(({ countRight }) => countRight).length,
  yearsKindsRight: counted.filter(({ kindsRight }) => kindsRight).length,
  yearCpuMs: median(counted.map(({ cpuMs }) => cpuMs)),
  wrongYears: counted.filter(({ kindsRight }) => !kindsRight).map(({ year, kinds }) => `${year.name}: ${kinds.join()}`),
};
console.log(JSON.stringify(figures, null, 2));
