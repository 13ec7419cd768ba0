import type { LocalDay } from '@fieldlapse/contracts';
import type { SeasonCurve } from '../curve/season-curve.ts';
import type { DaySeries } from '../curve/day-series.ts';
import { endingOf } from './ends.ts';
import { highLevel, lowLevel, type Level } from './levels.ts';
import type { Confidence, Cycle, DatedInterval, SeasonWarning, Transitions } from './reading.ts';
import { swingsOf, type Swing } from './swings.ts';
import { crossing, type Crossing, type Flank } from './transitions.ts';

/** A rise or fall of less than this share of the range is no cycle's. */
const leastShare = 0.35;
/** The noise must be below this share of the least amplitude. */
const noiseShare = 0.2;
/** A low level is reached when the curve has stayed within a tenth of the amplitude for so many days. */
const settledDays = 7;

/** The cycles of the curve, and what is to be said about them. */
export function cyclesOf(
  series: DaySeries,
  curve: SeasonCurve,
  leastAmplitude = 0,
): { cycles: Cycle[]; swings: Swing[]; warnings: SeasonWarning[] } {
  const least = Math.max(leastAmplitude, leastShare * series.range, series.noise / noiseShare);
  const swings = swingsOf(curve.value, least);
  const warnings: SeasonWarning[] = [];
  const cycles = swings.map((swing, index) => {
    const around = { from: swings[index - 1]?.peak ?? 0, to: (swings[index + 1]?.peak ?? curve.value.length - 1) + 1 };
    const { cycle, says } = cycleOf({ series, curve, swing, around });
    warnings.push(...says);
    return cycle;
  });
  return { cycles, swings, warnings };
}

interface Seen {
  readonly series: DaySeries;
  readonly curve: SeasonCurve;
  readonly swing: Swing;
  /** From the peak before to the peak after. */
  readonly around: { readonly from: number; readonly to: number };
}

function cycleOf(seen: Seen): { cycle: Cycle; says: SeasonWarning[] } {
  const { series, curve, swing } = seen;
  const { peak } = swing;
  const last = curve.value.length - 1;
  const { low, lowAfter, high } = levelsOf(seen);
  const rise: Flank | undefined =
    swing.valley === undefined ? undefined : { curve, valley: swing.valley, peak, low, high };
  const fall: Flank | undefined =
    swing.nextValley === undefined || !lowAfter
      ? undefined
      : { curve, valley: swing.nextValley, peak, low: lowAfter, high };
  const settled = fall !== undefined && isSettled(seen, low, fall);
  const ending = fall && endingOf(series, fall, settled);
  const rising = transitionsOf(series, rise);
  const falling = transitionsOf(series, fall);
  const firstSeen = curve.value.findIndex(Number.isFinite);
  const provisional = !fall || !settled ? isMoving(curve, high.value - low.value, last) || fall !== undefined : false;
  const cycle: Cycle = {
    start: rising.p10?.day ?? series.dayAt(Math.max(firstSeen, seen.around.from)),
    end: ending?.end === undefined ? null : series.dayAt(ending.end),
    kind: ending?.kind ?? 'open',
    peak: series.dayAt(peak),
    transitions: { rising, falling },
    ...{ low: low.value, high: high.value, lowAfter: settled && lowAfter ? lowAfter.value : null },
    harvest: ending?.harvest ? dated(series, ending.harvest) : null,
    provisional,
    confidence: confidenceOf(series, high.value - low.value, [rising, falling], provisional),
  };
  const says: SeasonWarning[] = [];
  if (!rise) says.push('rise-not-seen');
  if (ending?.kind === 'ended') says.push('fall-in-gap');
  if (ending?.sudden) says.push('sudden-fall');
  if (series.noise > 0.1 * (high.value - low.value)) says.push('noisy');
  return { cycle, says };
}

function levelsOf({ series, curve, swing, around }: Seen): { low: Level; lowAfter: Level | undefined; high: Level } {
  const { valley, peak, nextValley } = swing;
  const { noise } = series;
  const before = valley === undefined ? undefined : lowLevel(curve, noise, valley, { from: around.from, to: peak });
  const after =
    nextValley === undefined ? undefined : lowLevel(curve, noise, nextValley, { from: peak, to: around.to });
  const low = before ?? after ?? { value: Number.NaN, error: 0 };
  const between = { from: valley ?? 0, to: (nextValley ?? curve.value.length - 1) + 1 };
  return { low, lowAfter: after, high: highLevel(curve, low.value, peak, between) };
}

/** True where a next cycle follows, or the curve has not gone deeper for a week. */
function isSettled({ curve, around }: Seen, before: Level, { valley, low, high }: Flank): boolean {
  const last = curve.value.length - 1;
  if (around.to <= last) return true;
  const limit = low.value + 0.1 * (high.value - low.value);
  let bottom = last;
  while (bottom >= 0 && curve.value[bottom]! <= limit) bottom -= 1;
  const days = last - Math.min(valley, bottom + 1);
  // A pause on the way down: the level before the rise is far below.
  const isHalfway = low.value - before.value > 0.3 * (high.value - before.value);
  return days >= (isHalfway ? 3 * settledDays : settledDays);
}

/** True where the curve changed by more than a twentieth of the amplitude within the last week. */
function isMoving({ value }: SeasonCurve, amplitude: number, last: number): boolean {
  return Math.abs(value[last]! - (value[last - 7] ?? value[0]!)) > amplitude / 20;
}

function transitionsOf(series: DaySeries, flank: Flank | undefined): Transitions {
  const at = (share: number) => {
    const found = flank && crossing(flank, share);
    return found ? dated(series, found) : null;
  };
  return { p10: at(0.1), p25: at(0.25), p50: at(0.5) };
}

function dated(series: DaySeries, { day, low, high }: Crossing): DatedInterval {
  return { day: series.dayAt(day), low: series.dayAt(low), high: series.dayAt(high) };
}

const daysOf = ({ low, high }: { low: LocalDay; high: LocalDay }) => (Date.parse(high) - Date.parse(low)) / 86_400_000;

/** By the widest interval of the dates that are there, and by the noise. */
function confidenceOf(
  series: DaySeries,
  amplitude: number,
  sides: readonly Transitions[],
  provisional: boolean,
): Confidence {
  const dates = sides.flatMap(({ p10, p25, p50 }) => [p10, p25, p50]).filter((date) => date !== null);
  if (provisional || dates.length === 0) return 'low';
  const widest = Math.max(...dates.map(daysOf));
  if (widest <= 4 && series.noise < 0.1 * amplitude) return 'high';
  return widest <= 10 ? 'fair' : 'low';
}
