import { noiseSd } from '../smooth/noise.ts';
import { findSteps, type Step } from '../smooth/steps.ts';
import { median } from '../windows/quantile.ts';
import type { DaySeries } from './day-series.ts';
import type { LeftOutValue } from '../seasons/reading.ts';

/** A stretch of points, `from` … `to - 1`, in which the field was hidden. */
export interface Hidden {
  readonly from: number;
  readonly to: number;
  readonly reason: Extract<LeftOutValue['reason'], 'dip' | 'disturbed'>;
}

/** What hides a field for longer cannot be told from a cut and a new crop. */
const longestDays = 25;
/** Least change of the plants' share that tells of water or of something before the lens. */
const leastPlants = 0.15;
/** Straw and stubble scatter more than a crop. */
const plantSpreads = 3;
/** What is seen of the plants must not be multiplied by more. */
const mostScaled = 12;

/**
 * Stretches in which something hid the field: the value falls at once and comes back at once to where it was (`dip`), or
 * plants of any colour vanish at once and come back at once, with a drop of the value (`disturbed`: a flood over a crop
 * that ripens meanwhile).
 */
export function hiddenStretches(series: DaySeries, steps: readonly Step[]): Hidden[] {
  const dips = pairsOf(series, steps, (down, up) => isDip(series, down, up)).map(({ from, to }): Hidden => ({
    from,
    to,
    reason: 'dip',
  }));
  const disturbed = pairsOf(series, plantSteps(series), isReturn)
    .filter(({ from, to }) => steps.some(({ at, jump }) => jump < 0 && Math.abs(at - from) <= 1 && at < to))
    .filter(({ from, to }) => dips.every((dip) => dip.to <= from || dip.from >= to))
    .map((stretch): Hidden => ({ ...withHalfDays(series, stretch), reason: 'disturbed' }));
  return [...dips, ...disturbed].sort((a, b) => a.from - b.from);
}

/** With the days on which the water came and went: frames with and without it make up their values. */
function withHalfDays(series: DaySeries, { from, to }: { from: number; to: number }): { from: number; to: number } {
  const isLess = (place: number, than: number) => series.plantCover[place]! < than - leastPlants;
  return {
    from: isLess(from - 1, plantsOn(series, from - 6, from - 1)) ? from - 1 : from,
    to: isLess(to, plantsOn(series, to + 1, to + 6)) ? to + 1 : to,
  };
}

/** The usual share of plants from one place to before another; NaN where it is not known. */
function plantsOn({ plantCover }: DaySeries, from: number, to: number): number {
  return median(plantCover.slice(Math.max(0, from), Math.max(0, to)).filter(Number.isFinite));
}

/** The first later step that closes each step, no stretch inside another. */
function pairsOf(
  { x }: DaySeries,
  steps: readonly Step[],
  closes: (first: Step, second: Step) => boolean,
): { from: number; to: number }[] {
  const pairs: { from: number; to: number }[] = [];
  for (const first of steps) {
    if (first.at < (pairs.at(-1)?.to ?? 0)) continue;
    const second = steps.find(({ at, jump }) => {
      return at > first.at && x[at]! - x[first.at]! <= longestDays && closes(first, { at, jump });
    });
    if (second) pairs.push({ from: first.at, to: second.at });
  }
  return pairs;
}

function isDip({ y, noise }: DaySeries, down: Step, up: Step): boolean {
  if (down.jump >= 0 || up.jump <= 0) return false;
  const before = median(y.slice(Math.max(0, down.at - 3), down.at));
  const after = median(y.slice(up.at, up.at + 3));
  const inside = median(y.slice(down.at, up.at));
  const drop = before - inside;
  // Less than three quarters of the old level is a new crop after the end of an old one.
  const ageing = Math.max(3 * noise, drop / 4);
  return drop > 0 && after >= before - ageing && after > inside + drop / 2;
}

function isReturn(first: Step, second: Step): boolean {
  return first.jump < 0 && second.jump > -first.jump / 2;
}

/** Lasting changes of the share that plants of any colour cover. */
export function plantSteps({ x, plantCover }: DaySeries): Step[] {
  const known = [...x.keys()].filter((place) => Number.isFinite(plantCover[place]!));
  const days = known.map((place) => x[place]!);
  const values = known.map((place) => plantCover[place]!);
  const steps = findSteps(days, values, Math.max(leastPlants, 6 * noiseSd(days, values)), plantSpreads);
  return steps.map(({ at, jump }) => ({ at: known[at]!, jump }));
}

/**
 * What the values of a disturbed stretch would be if all plants were seen that were seen before it: water hides green and
 * ripe ones alike. Undefined where hardly any is left.
 */
export function unhidden(series: DaySeries, { from, to }: Hidden): Float64Array | undefined {
  const before = plantsOn(series, from - 5, from);
  const usual = plantsOn(series, from, to);
  if (!(before >= usual && before < usual * mostScaled)) return undefined;
  return series.y.slice(from, to).map((value, place) => {
    const plants = series.plantCover[from + place]!;
    return (value * before) / (plants > usual ? plants : usual);
  });
}
