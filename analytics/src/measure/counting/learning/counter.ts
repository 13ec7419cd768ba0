import { findObjects, learnFinder, type Finder } from './finder.ts';
import { blockedLimit, coveredShare, freeViewOf, type FreeView } from '../looks/blocked.ts';
import type { Look } from '../looks/look.ts';

/** A labelled picture of the view as it is learned from. */
export interface LabelledLook {
  readonly look: Look;
  /** How many objects a person sees in it. */
  readonly count: number;
  /** True where something hides objects, so that the count is not the true one. */
  readonly blocked: boolean;
  /** The local day; what was taken on one day is alike and is never learned from and tested on. */
  readonly day: string;
}

/** What {@link learnCounter} found: enough to count in this view. */
export interface Counter {
  /** One for each size of the looks, in their order; their counts are averaged, which errs less than any one of them. */
  readonly finders: readonly Finder[];
  /** The free view; null for a light in which no free picture was labelled. */
  readonly free: { readonly colour: FreeView | null; readonly infrared: FreeView | null };
  /** The largest {@link coveredShare} of a view that is taken for free. */
  readonly coveredLimit: number;
}

/** Why nothing was counted: something large stands in the view, or no night picture was labelled, or the view has another shape. */
export type NotCounted = 'blocked' | 'infrared' | 'view-lost';

/** Learns the finders of all sizes that were looked at, the free view and its limit. */
export function learnCounter(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  uses: Finder['uses'],
): Counter {
  const free = frames.filter(({ blocked }) => !blocked);
  return {
    finders: learnFinders(frames, radiiPx, uses),
    free: { colour: freeIn(free, false), infrared: freeIn(free, true) },
    coveredLimit: limitOf(frames),
  };
}

/** Colours are learned only from pictures that have some. Blocked pictures show what is no object, too. */
export function learnFinders(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  uses: Finder['uses'],
): Finder[] {
  const usable = frames.filter(({ look }) => uses === 'shape' || !look.infrared);
  return radiiPx.map((radiusPx, at) => {
    const counted = usable.map(({ look, count }) => ({ candidates: look.candidates[at]!, count }));
    return learnFinder(counted, radiusPx, uses);
  });
}

/** The expected number of objects, not rounded, or why there is none. `look` has candidates of the finders' sizes, in their order. */
export function countIn(counter: Counter, look: Look): number | NotCounted {
  const free = look.infrared ? counter.free.infrared : counter.free.colour;
  if (!free || (look.infrared && counter.finders.some(({ uses }) => uses === 'colour'))) return 'infrared';
  if (free.light.length !== look.cells.light.length) return 'view-lost';
  if (coveredShare(look.cells, free) > counter.coveredLimit) return 'blocked';
  return expectedCounts(counter.finders, look);
}

/** The mean over the finders of how many objects each expects. */
export function expectedCounts(finders: readonly Finder[], look: Look): number {
  const counts = finders.map((finder, at) =>
    findObjects(finder, look.candidates[at]!).reduce((sum, { share }) => sum + share, 0),
  );
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

function freeIn(frames: readonly LabelledLook[], infrared: boolean): FreeView | null {
  const views = frames.filter(({ look }) => look.infrared === infrared).map(({ look }) => look.cells);
  return views.length > 0 ? freeViewOf(views) : null;
}

/** From every labelled picture against the free view of the other days, or of the other pictures where there is one day. */
function limitOf(frames: readonly LabelledLook[]): number {
  const shares = { free: [] as number[], blocked: [] as number[] };
  const oneDay = new Set(frames.map(({ day }) => day)).size === 1;
  for (const frame of frames) {
    const { look, blocked, day } = frame;
    const others = frames.filter((other) => !other.blocked && (oneDay ? other !== frame : other.day !== day));
    const free = freeIn(others, look.infrared);
    if (free) shares[blocked ? 'blocked' : 'free'].push(coveredShare(look.cells, free));
  }
  return blockedLimit(shares.free, shares.blocked);
}
