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
  /** Neighbouring sizes; their counts are averaged, which errs less than any one of them. */
  readonly finders: readonly Finder[];
  /** The free view; null for a light in which no free picture was labelled. */
  readonly free: { readonly colour: FreeView | null; readonly infrared: FreeView | null };
  /** The largest {@link coveredShare} of a view that is taken for free. */
  readonly coveredLimit: number;
}

/** Why nothing was counted: something large stands in the view, or no night picture was labelled, or the view has another shape. */
export type NotCounted = 'blocked' | 'infrared' | 'view-lost';

/** The size and kind of finder that were chosen, by position in the looks' candidates. */
export interface FinderChoice {
  readonly size: number;
  readonly uses: Finder['uses'];
}

export function learnCounter(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  { size, uses }: FinderChoice,
): Counter {
  const free = frames.filter(({ blocked }) => !blocked);
  return {
    finders: besideSize(radiiPx, size).map((at) => learnAt(frames, radiiPx, at, uses)),
    free: { colour: freeIn(free, false), infrared: freeIn(free, true) },
    coveredLimit: limitOf(frames),
  };
}

/** Positions of a size and of the two next to it on either side, as far as there are. */
export function besideSize(radiiPx: readonly number[], size: number): number[] {
  return [-2, -1, 0, 1, 2].map((off) => size + off).filter((at) => radiiPx[at] !== undefined);
}

/** Learns one size; colours only from pictures that have some. Blocked pictures show what is no object, too. */
export function learnAt(
  frames: readonly LabelledLook[],
  radiiPx: readonly number[],
  size: number,
  uses: Finder['uses'],
): Finder {
  const usable = frames.filter(({ look }) => uses === 'shape' || !look.infrared);
  const counted = usable.map(({ look, count }) => ({ candidates: look.candidates[size]!, count }));
  return learnFinder(counted, radiiPx[size]!, uses);
}

/** The expected number of objects, not rounded, or why there is none. `look` has the candidates of the finders, in their order. */
export function countIn(counter: Counter, look: Look): number | NotCounted {
  const free = look.infrared ? counter.free.infrared : counter.free.colour;
  if (!free || (look.infrared && counter.finders.some(({ uses }) => uses === 'colour'))) return 'infrared';
  if (free.light.length !== look.cells.light.length) return 'view-lost';
  if (coveredShare(look.cells, free) > counter.coveredLimit) return 'blocked';
  const counts = counter.finders.map((finder, at) => expectedCount(finder, look, at));
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

export function expectedCount(finder: Finder, look: Look, at: number): number {
  return findObjects(finder, look.candidates[at]!).reduce((sum, { share }) => sum + share, 0);
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
