import { encodeLight, lumaAfter, type LightMeasure } from '@fieldlapse/imaging';
import { nearness, robustMean, spreadAbout, weightedMedian, type Weighted } from './robust-mean.ts';

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
// Below the first luma, DN, a frame is night and left as it is; from the second on it may be lit in full.
const nightLuma = 20;
const dayLuma = 60;
// Mean chroma, DN, below which a picture is grey as an infrared one.
const infraredChroma = 2.5;

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
  const rise = span / lightWindowDays;
  return [current, ...usable.slice(-lightWindowFrames)]
    .map((frame) => ({ light: frame.light, weight: (age(frame) + rise) * (span - age(frame)) }))
    .filter(({ weight }) => weight > 0);
}

/** Mean luma that the frame's area should have, DN. */
function wantedLuma({ cells, luma }: LightMeasure, window: readonly Counted[]): number {
  const compared = cells.flatMap((light, cell) => {
    const now = brightness(light);
    const wanted = robustMean(valuesOf(window, cell), 5, 6);
    return now === undefined || Number.isNaN(wanted) ? [] : [{ now, wanted }];
  });
  const shifts: Weighted[] = compared.map(({ now, wanted }) => ({ value: Math.log(wanted / now), weight: now }));
  const middle = weightedMedian(shifts);
  const reach = 4 * Math.max(0.08, spreadAbout(shifts, middle));
  let [sumNow, sumWanted] = [0, 0];
  for (const [index, { now, wanted }] of compared.entries()) {
    const counts = nearness(shifts[index]!.value - middle, reach);
    sumNow += counts * now;
    sumWanted += counts * wanted;
  }
  return sumNow === 0 ? luma : (luma * sumWanted) / sumNow;
}

function valuesOf(window: readonly Counted[], cell: number): Weighted[] {
  return window.flatMap(({ light, weight }) => {
    const value = brightness(light.cells[cell]);
    return value === undefined ? [] : [{ value, weight }];
  });
}

/** A cell's luminance as it looks, DN; black is as good as 1/10 000 of white. */
function brightness(light: number | null | undefined): number | undefined {
  return typeof light === 'number' ? encodeLight(Math.max(1, light) / 10_000) : undefined;
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
