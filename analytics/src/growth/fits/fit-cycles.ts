import type { SeasonCurve } from '../curve/season-curve.ts';
import type { DaySeries } from '../curve/day-series.ts';
import type { Cycle, CycleFit, GrowthRate } from '../seasons/reading.ts';
import type { Swing } from '../seasons/swings.ts';
import { fitLogistic, fittedValue, type FittedCurve } from './double-logistic.ts';

/**
 * Fits each cycle's values from valley to valley: a double-logistic curve where both sides were seen past their middle, a
 * logistic one where only the rise was. Diagnostics and growth rates; the reported dates come from the smoothed curve.
 */
export function fitCycles(
  series: DaySeries,
  curve: SeasonCurve,
  cycles: readonly Cycle[],
  swings: readonly Swing[],
): { fits: CycleFit[]; growthRates: GrowthRate[] } {
  const fits: CycleFit[] = [];
  const growthRates: GrowthRate[] = [];
  for (const [index, cycle] of cycles.entries()) {
    const fit = fitOf(series, curve, cycle, swings[index]!);
    if (!fit) continue;
    fits.push(asCycleFit(series, fit.curve, index));
    growthRates.push({ cycle: index, ...fastest(series, fit) });
  }
  return { fits, growthRates };
}

interface Fitted {
  readonly curve: FittedCurve;
  readonly from: number;
  readonly to: number;
}

function fitOf(series: DaySeries, { seen }: SeasonCurve, cycle: Cycle, swing: Swing): Fitted | undefined {
  const { rising, falling } = cycle.transitions;
  if (swing.valley === undefined || rising.p50 === null) return undefined;
  const from = swing.valley;
  const isDouble = falling.p50 !== null && swing.nextValley !== undefined;
  const to = isDouble ? swing.nextValley! : swing.peak;
  const x: number[] = [];
  const y: number[] = [];
  for (let day = from; day <= to; day += 1) {
    if (Number.isNaN(seen[day]!)) continue;
    x.push(day);
    y.push(seen[day]!);
  }
  const fitted = fitLogistic(
    { x, y },
    {
      ...{ low: cycle.low, high: cycle.high, riseDay: series.placeOf(rising.p50.day) },
      fallDay: isDouble ? series.placeOf(falling.p50!.day) : undefined,
    },
  );
  return fitted && { curve: fitted, from, to };
}

function asCycleFit(series: DaySeries, fit: FittedCurve, cycle: number): CycleFit {
  const { low, high, riseDay, risePerDay, fallDay, fallPerDay, rmse, r2 } = fit;
  return {
    ...{ cycle, kind: fallDay === undefined ? 'logistic' : 'double-logistic', low, high, rmse, r2 },
    rise: { day: series.dayAt(Math.round(riseDay)), perDay: risePerDay },
    fall: fallDay === undefined ? null : { day: series.dayAt(Math.round(fallDay)), perDay: fallPerDay! },
  };
}

/** The steepest day of the rise. */
function fastest(series: DaySeries, { curve, from, to }: Fitted): { maxPerDay: number; day: string } {
  let best = { maxPerDay: 0, at: from };
  for (let at = from; at <= to; at += 0.25) {
    const maxPerDay = fittedValue(curve, at + 0.05) - fittedValue(curve, at - 0.05);
    if (maxPerDay * 10 > best.maxPerDay) best = { maxPerDay: maxPerDay * 10, at };
  }
  return { maxPerDay: best.maxPerDay, day: series.dayAt(Math.round(best.at)) };
}
