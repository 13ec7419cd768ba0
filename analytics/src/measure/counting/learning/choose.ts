import { expectedCounts, learnFinders, type LabelledLook } from './counter.ts';
import type { Finder } from './finder.ts';

/** How many parts the labelled pictures are put into to try what finders use. */
const parts = 5;

/** Colour changes with the light: it is used only where it errs less than this share of what shape alone errs. */
const colourGain = 2 / 3;

/** Whether finders use colour, by how far counts are off in pictures that were not learned from: every fifth is left out in turn. */
export function chooseUses(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  signal?: AbortSignal,
): Finder['uses'] {
  const coloured = frames.filter(({ look }) => !look.infrared);
  if (coloured.every(({ blocked }) => blocked)) return 'shape';
  const byShape = meanError(coloured, radiiPx, 'shape', signal);
  return meanError(coloured, radiiPx, 'colour', signal) < colourGain * byShape ? 'colour' : 'shape';
}

/** Mean absolute error of the expected counts; blocked pictures are learned from but not judged by. */
function meanError(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  uses: Finder['uses'],
  signal: AbortSignal | undefined,
): number {
  const errors: number[] = [];
  for (let part = 0; part < parts; part += 1) {
    signal?.throwIfAborted();
    const finders = learnFinders(frames.filter((_, index) => index % parts !== part), radiiPx, uses); // prettier-ignore
    const judged = frames.filter(({ blocked }, index) => index % parts === part && !blocked);
    for (const { look, count } of judged) errors.push(Math.abs(expectedCounts(finders, look) - count));
  }
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}
