import { besideSize, expectedCount, learnAt, type FinderChoice, type LabelledLook } from './counter.ts';
import type { Finder } from './finder.ts';

/** How many parts the labelled pictures are put into to try sizes. */
const parts = 5;

/** Colour changes with the light: it is used only where it errs less than this share of what shape alone errs. */
const colourGain = 2 / 3;

/**
 * The size (one that has two others on either side) and kind of finder that err least on pictures that they did
 * not learn from: every fifth one is left out in turn. A size must do well by shape and by colour.
 */
export function chooseFinder(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  signal?: AbortSignal,
): FinderChoice {
  const errors = {
    shape: errorsBySize(frames, radiiPx, 'shape', signal),
    colour: errorsBySize(frames, radiiPx, 'colour', signal),
  };
  const sizes = radiiPx.map((_, at) => at).slice(2, -2);
  const both = (size: number): number => errors.shape[size]! + (errors.colour?.[size] ?? 0);
  const size = sizes.reduce((best, next) => (both(next) < both(best) ? next : best));
  const gains = errors.colour !== undefined && errors.colour[size]! < colourGain * errors.shape[size]!;
  return { size, uses: gains ? 'colour' : 'shape' };
}

/**
 * Mean absolute error of each size averaged with its neighbours; undefined for colour where a picture has none. Blocked pictures are
 * learned from but not judged by.
 */
function errorsBySize(frames: readonly LabelledLook[], radiiPx: readonly number[], uses: 'shape', signal?: AbortSignal): number[]; // prettier-ignore
function errorsBySize(frames: readonly LabelledLook[], radiiPx: readonly number[], uses: Finder['uses'], signal?: AbortSignal): number[] | undefined; // prettier-ignore
function errorsBySize(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  uses: Finder['uses'],
  signal?: AbortSignal,
): number[] | undefined {
  const usable = frames.filter(({ look }) => uses === 'shape' || !look.infrared);
  const judged = usable.filter(({ blocked }) => !blocked);
  if (judged.length === 0) return undefined;
  const counts = radiiPx.map((_, size) => leftOutCounts(usable, radiiPx, size, uses, signal));
  return counts.map((_, size) => {
    const near = besideSize(radiiPx, size).map((at) => counts[at]!);
    const errors = judged.map((frame) => {
      const mean = near.reduce((sum, one) => sum + one.get(frame)!, 0) / near.length;
      return Math.abs(mean - frame.count);
    });
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  });
}

/** The expected count of each free picture by a finder that did not learn from it. */
function leftOutCounts(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  size: number,
  uses: Finder['uses'],
  signal: AbortSignal | undefined,
): Map<LabelledLook, number> {
  const counts = new Map<LabelledLook, number>();
  for (let part = 0; part < parts; part += 1) {
    signal?.throwIfAborted();
    const held = frames.filter((_, index) => index % parts === part);
    const finder = learnAt(frames.filter((_, index) => index % parts !== part), radiiPx, size, uses); // prettier-ignore
    for (const frame of held) counts.set(frame, expectedCount(finder, frame.look, size));
  }
  return counts;
}
