import type { DaySeries } from '../curve/day-series.ts';
import type { CycleKind } from './reading.ts';
import { crossing, type Crossing, type Flank } from './transitions.ts';
import { plantSteps } from '../curve/hidden.ts';

/** How a fall ended, by days of the curve. */
export interface Ending {
  readonly kind: CycleKind;
  readonly end: number | undefined;
  readonly harvest: Crossing | undefined;
  /** The value fell at once and so lately that it may come back. */
  readonly sudden: boolean;
}

/** A cut takes the cover from above 80 % to below 20 % of the amplitude within so many days; ripening takes longer. */
const cutDays = 5;
/** Days seen between those levels that tell of ripening. */
const fewestBetween = 2;
/** A flood may come back to the old level for so long: before, a cut is not called one. */
const sureDays = 14;
/** The crop is harvested within so many days after it has ripened, else what is seen is another work. */
const longestWait = 45;

/** Judges the fall of a cycle; `settled` says that its low level is reached. */
export function endingOf(series: DaySeries, flank: Flank, settled: boolean): Ending {
  const { curve } = flank;
  const end = crossing(flank, 0.1)?.day;
  const open: Ending = { kind: 'open', end: undefined, harvest: undefined, sudden: false };
  const through = passage(flank);
  if (!through || end === undefined) return open;
  const last = curve.value.length - 1;
  if (through.between < fewestBetween) {
    if (through.to - through.from > cutDays) return { kind: 'ended', end, harvest: undefined, sudden: false };
    if (last - through.to < sureDays) return { ...open, sudden: true };
    const harvest = { day: end, low: Math.min(end, through.from + 1), high: Math.max(end, through.to) };
    return { kind: 'cut-green', end, harvest, sudden: false };
  }
  return settled ? { kind: 'ripened', end, harvest: harvestAfter(series, flank, end), sudden: false } : open;
}

/** The last day seen above 80 % of the amplitude, the first one below 20 %, and how many were seen between them. */
function passage({ curve, peak, valley, low, high }: Flank): { from: number; to: number; between: number } | undefined {
  const share = (day: number) => (curve.seen[day]! - low.value) / (high.value - low.value);
  // The first low day that is seen may lie behind the deepest one of the curve, where that is bridged.
  const isLow = (day: number) => day <= valley || curve.value[day]! < (low.value + high.value) / 2;
  let to = peak + 1;
  while (isLow(to) && !(share(to) <= 0.2)) to += 1;
  let from = to - 1;
  let between = 0;
  for (; from > peak && !(share(from) >= 0.8); from -= 1) {
    if (Number.isFinite(curve.seen[from]!) || curve.estimated.has(from)) between += 1;
  }
  return isLow(to) ? { from, to, between } : undefined;
}

/** The first lasting loss of plants of any colour after the fall that is no flood's: what stood is cut. */
function harvestAfter(series: DaySeries, { curve }: Flank, end: number): Crossing | undefined {
  const { x } = series;
  for (const { at, jump } of plantSteps(series)) {
    const isFlood = curve.hidden.some(({ from, to }) => at >= from && at <= to);
    if (jump > 0 || isFlood || x[at]! < end || x[at]! > end + longestWait) continue;
    return { day: x[at]!, low: x[at - 1]! + 1, high: x[at]! };
  }
  return undefined;
}
