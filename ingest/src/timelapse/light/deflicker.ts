import { lumaAfter, type LightMeasure } from '@fieldlapse/imaging';
import { middleOf, smoothStep, trimmedMean, type Weighted } from './robust-mean.ts';

/** Frames before this many days before a frame never count for its light. */
export const lightWindowDays = 7;
/** Nor do more than this many frames before it: 48 a day for the whole window. */
export const lightWindowFrames = 336;
/** Gains lie between this and one over it. */
export const greatestGain = 2.5;

/** A frame of a film and how light it is. */
export interface LitFrame {
  /** UTC ms. */
  readonly observedAt: number;
  readonly light: LightMeasure;
}

const dayMs = 86_400_000;
// Of the parabola, by days: how far before the frame itself it begins.
const selfShare = 2;
// Below the first luma, DN, a frame is night and left as it is; from the second on it may be lit in full.
const nightLuma = 20;
const dayLuma = 60;
// Spread of chroma, DN, below which a picture is infrared: 2.2 measured at night, 4.3 and more by day (eggs series).
const infraredChroma = 3;
// Left out at either end of a window: one odd frame of a week of daily ones weighs less.
const trimmedShare = 0.2;
// Parts agree whose luma is off by like factors, ln: closely up to the first pair's differences (1 there, 0 at its second),
// loosely up to those of the other pair. Under the same sun three parts in four agree closely (wetland series).
const closely = [0.08, 0.16] as const;
const loosely = [0.25, 0.45] as const;
// Parts that stray by themselves may be off by so many times their usual straying more.
const strayAllowance = 3;
const strayFrames = 32;
// From the first share of parts in close agreement on the others are held for covered, at the second one wholly.
const trustedShare = [0.45, 0.6] as const;

/** False for what is dark or infrared: shown as it is, and no measure for others. */
export function tellsLight({ luma, chroma }: LightMeasure): boolean {
  return luma >= nightLuma && chroma >= infraredChroma;
}

/**
 * The factor in linear light that gives a frame the light of the days before it, in 1/1000. It depends on nothing but the
 * measures of the frame and of the window before it, so a film appended to equals one made anew. `before` is in film order,
 * oldest first; what lies outside the window is passed over.
 */
export function deflickerGain(current: LitFrame, before: readonly LitFrame[]): number {
  if (!tellsLight(current.light)) return 1;
  const window = windowOf(current, before);
  if (window.length < 2) return 1;
  const wanted = wantedLuma(current.light, window);
  return Math.round(1000 * gainFor(current.light, wanted)) / 1000;
}

interface Counted {
  readonly light: LightMeasure;
  readonly weight: number;
}

/**
 * The frame and those of its window. Weights rise from the frame itself and fall to 0 at the window's far end (a parabola:
 * of all courses of its length it lets the least flicker through), so that nothing jumps when a frame leaves it.
 */
function windowOf(current: LitFrame, before: readonly LitFrame[]): Counted[] {
  const age = ({ observedAt }: LitFrame): number => (current.observedAt - observedAt) / dayMs;
  const usable = before.filter((frame) => tellsLight(frame.light) && age(frame) >= 0 && age(frame) < lightWindowDays);
  const span = usable.length > lightWindowFrames ? age(usable.at(-lightWindowFrames - 1)!) : lightWindowDays;
  const rise = (selfShare * span) / lightWindowDays;
  return [current, ...usable.slice(-lightWindowFrames)]
    .map((frame) => ({ light: frame.light, weight: (age(frame) + rise) * (span - age(frame)) }))
    .filter(({ weight }) => weight > 0);
}

/** A part of the picture. */
interface Part {
  /** Luma in the frame, and usual in its window, DN. */
  readonly now: number;
  readonly usual: number;
  /** Its lumas in the window. */
  readonly before: readonly Weighted[];
}

/**
 * Mean luma that the frame's area should have, DN: as much more or less as its parts are off their usual luma. Where most
 * of them agree, those that do not are covered by something (a person, an animal, a cloud's shadow) and do not count.
 */
function wantedLuma({ cells, luma }: LightMeasure, window: readonly Counted[]): number {
  const parts = cells.flatMap((value, cell): Part[] => {
    if (value === null) return [];
    const before = window.map(({ light, weight }) => lumaOf(light, cell, weight));
    return [{ now: Math.max(1, value / 10), usual: trimmedMean(before, trimmedShare), before }];
  });
  const counts = agreement(parts, strayOf(parts, window));
  let [now, usual] = [0, 0];
  for (const [index, part] of parts.entries()) {
    now += counts[index]! * part.now;
    usual += counts[index]! * part.usual;
  }
  return now === 0 ? luma : (luma * usual) / now;
}

function lumaOf({ cells }: LightMeasure, cell: number, weight: number): Weighted {
  const value = cells[cell];
  return typeof value === 'number' ? { value: Math.max(1, value / 10), weight } : { value: 1, weight: 0 };
}

/** How far each part is off its usual luma, ln: what exposure does to all alike, and what it tells of exposure. */
function shiftsOf(parts: readonly Part[], lumaIn: (part: Part) => Weighted): Weighted[] {
  return parts.map((part) => {
    const { value, weight } = lumaIn(part);
    // What is all but white stays so at any exposure, and tells nothing of it.
    const told = Math.max(0.05, 1 - (Math.max(value, part.usual) / 255) ** 4);
    return { value: Math.log(part.usual / value), weight: weight === 0 ? 0 : told };
  });
}

/** How far each part strays from what the others do in the window, ln: clouds in a sky do, a field does not. */
function strayOf(parts: readonly Part[], window: readonly Counted[]): number[] {
  const strays: Weighted[][] = parts.map(() => []);
  // A few frames tell as much as all of a week that has hundreds.
  const step = Math.ceil(window.length / strayFrames);
  for (let frame = window.length - 1; frame >= 0; frame -= step) {
    const { weight } = window[frame]!;
    const shifts = shiftsOf(parts, ({ before }) => before[frame]!);
    const middle = middleOf(shifts);
    for (const [index, shift] of shifts.entries()) {
      if (shift.weight > 0) strays[index]!.push({ value: Math.abs(shift.value - middle), weight });
    }
  }
  return strays.map((ofPart) => trimmedMean(ofPart, trimmedShare) || 0);
}

/** How much each part counts, 0–1: by its nearness to the others where they agree, all alike where they do not. */
function agreement(parts: readonly Part[], stray: readonly number[]): number[] {
  const shifts = shiftsOf(parts, ({ now }) => ({ value: now, weight: 1 }));
  const middle = middleOf(shifts);
  const agree = ([from, to]: readonly [number, number], allowance: number): number[] =>
    shifts.map(({ value }, index) => {
      const allowed = allowance * stray[index]!;
      return 1 - smoothStep(from + allowed, to + allowed, Math.abs(value - middle));
    });
  const share = agree(closely, 0).reduce((sum, value) => sum + value, 0) / Math.max(1, shifts.length);
  const trust = smoothStep(...trustedShare, share);
  return agree(loosely, strayAllowance).map((value) => 1 - trust + trust * value);
}

/** The gain within bounds after which the mean luma is the wanted one; twilight is not lit up to day. */
function gainFor(light: LightMeasure, wanted: number): number {
  const share = Math.min(1, (light.luma - nightLuma) / (dayLuma - nightLuma));
  const most = greatestGain ** share;
  let [low, high] = [1 / greatestGain, most];
  if (lumaAfter(light, low) >= wanted) return low;
  if (lumaAfter(light, high) <= wanted) return high;
  for (let step = 0; step < 24; step += 1) {
    const middle = Math.sqrt(low * high);
    if (lumaAfter(light, middle) < wanted) low = middle;
    else high = middle;
  }
  return Math.sqrt(low * high);
}
