import type { SeasonCurve } from './curve.ts';
import type { DaySeries } from './day-series.ts';
import type { CycleKind } from './reading.ts';
import { crossing, type Crossing, type Flank } from './transitions.ts';
import { colourSteps } from './hidden.ts';

/** How a fall ended, by days of the curve. */
export interface Ending {
  readonly kind: CycleKind;
  readonly end: number | undefined;
  readonly harvest: Crossing | undefined;
  /** The value fell at once and so lately that it may come back. */
  readonly sudden: boolean;
}

/** A cut takes the cover from above 80 % to below 20 % of the amplitude within so many days; ripening takes longer. */
const cutDays = 3;
/** A flood may come back to the old level for so long: before, a cut is not called one. */
const sureDays = 14;
/** The crop is harvested within so many days after it has ripened, else what is seen is another work. */
const longestWait = 45;
/** A fall without a day in between that is seen cannot be told. */
const unseenDays = 4;

/** Judges the fall of a cycle; `settled` says that its low level is reached. */
export function endingOf(series: DaySeries, flank: Flank, settled: boolean): Ending {
  const { curve } = flank;
  const end = crossing(flank, 0.1)?.day;
  const open: Ending = { kind: 'open', end: undefined, harvest: undefined, sudden: false };
  const high = crossing(flank, 0.8);
  const low = crossing(flank, 0.2);
  if (!high || !low || end === undefined) return open;
  const last = curve.value.length - 1;
  const step = lastStep(curve, flank);
  if (low.day - high.day < cutDays && step) {
    const unseen = step.after - step.before - 1;
    const harvest = { day: end, low: Math.min(end, step.before + 1), high: Math.max(end, step.after) };
    if (unseen >= unseenDays) return { kind: 'ended', end, harvest: undefined, sudden: false };
    if (last - end < sureDays) return { ...open, sudden: true };
    return { kind: 'cut-green', end, harvest, sudden: false };
  }
  if (unseenAround(curve, high.day, low.day) && low.day - high.day <= longestUnseen) {
    return { kind: 'ended', end, harvest: undefined, sudden: false };
  }
  if (!settled) return open;
  return { kind: 'ripened', end, harvest: harvestAfter(series, end, last), sudden: false };
}

const longestUnseen = 21;

/** The step that takes most of the fall. */
function lastStep({ steps }: SeasonCurve, { peak, valley, low, high }: Flank): SeasonCurve['steps'][number] | undefined {
  const amplitude = high.value - low.value;
  return steps.find(({ after, jump }) => after > peak && after <= valley && -jump > amplitude / 2);
}

/** True where no day between 80 and 20 % of the amplitude is seen. */
function unseenAround({ seen }: SeasonCurve, from: number, to: number): boolean {
  const days = seen.subarray(from, to);
  return days.length >= unseenDays && days.every(Number.isNaN);
}

/** The first lasting change of colour after the fall: what stood is cut. */
function harvestAfter(series: DaySeries, end: number, last: number): Crossing | undefined {
  const { x } = series;
  for (const { at } of colourSteps(series)) {
    if (x[at]! < end || x[at]! > Math.min(last, end + longestWait)) continue;
    return { day: x[at]!, low: x[at - 1]! + 1, high: x[at]! };
  }
  return undefined;
}
