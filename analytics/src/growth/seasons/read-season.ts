import { fitCycles } from '../fits/fit-cycles.ts';
import { cyclesOf } from './cycles.ts';
import { seasonCurve, type SeasonCurve } from '../curve/season-curve.ts';
import { daySeries, type DaySeries } from '../curve/day-series.ts';
import type { CurvePoint, LeftOutValue, SeasonInput, SeasonReading, SeasonWarning } from './reading.ts';

const fewestDays = 7;
const gapDays = 7;

/**
 * Reads cycles, transition dates and growth rates from daily values, up to and including `today`: a pure function, so that
 * it can be called anew every day.
 */
export function readSeason(input: SeasonInput): SeasonReading {
  const series = daySeries(input);
  if (!series || series.x.length < fewestDays) {
    return { cycles: [], curve: [], outliers: [], fits: [], growthRates: [], warnings: ['few-days'] };
  }
  const curve = seasonCurve(series);
  const { cycles, swings, warnings } = cyclesOf(series, curve, input.leastAmplitude);
  return {
    cycles,
    curve: pointsOf(series, curve),
    outliers: leftOutOf(series, curve),
    ...fitCycles(series, curve, cycles, swings),
    warnings: [...new Set([...warnings, ...warningsOf(series, curve, cycles.length)])],
  };
}

function leftOutOf({ thin, dayAt }: DaySeries, { leftOut }: SeasonCurve): LeftOutValue[] {
  const few = thin.map((one): LeftOutValue => ({ ...one, reason: 'few-frames' }));
  const others = leftOut.map(({ x, value, reason }) => ({ day: dayAt(x), value, reason }));
  return [...few, ...others].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function pointsOf({ x, isSeen, dayAt }: DaySeries, { value, low, high, seen }: SeasonCurve): CurvePoint[] {
  const assumed = new Set(x.filter((_day, place) => !isSeen[place]));
  return [...value.keys()]
    .filter((day) => Number.isFinite(value[day]!))
    .map((day) => ({
      day: dayAt(day),
      ...{ value: value[day]!, low: low[day]!, high: high[day]! },
      seen: Number.isFinite(seen[day]!) && !assumed.has(day),
    }));
}

function warningsOf({ x }: DaySeries, { hidden }: SeasonCurve, cycles: number): SeasonWarning[] {
  const warnings: SeasonWarning[] = hidden.map(({ reason }) => reason);
  if (cycles === 0) warnings.push('no-cycle');
  if (x.some((day, index) => index > 0 && day - x[index - 1]! > gapDays)) warnings.push('gap');
  return warnings;
}
