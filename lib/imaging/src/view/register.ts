import { agreeingWith, findAgreements, fit, offBy, type Agreement, type Pair, type Similarity } from './agree.ts';
import { isCaption, withoutBars } from './captions.ts';
import { follow, trackersOf, type Tracker } from './follow.ts';
import type { GrayPicture } from './gray.ts';
import { matchTemplates, templatesOf, type Match, type Template } from './match.ts';
import { poseOfLinear, type Pose } from './pose.ts';
import { cornersOf, pyramidOf, type Level } from './pyramid.ts';

/** What of a view other frames are compared to; made once for each reference, about 1 MB. */
export interface ViewDescription {
  readonly levels: readonly [whole: Level, half: Level, quarter: Level];
  /** Spots at a quarter of the size, by which the rough pose is found. */
  readonly coarse: readonly Template[];
  /** Spots at half and at full size, by which it is refined. */
  readonly half: readonly Tracker[];
  readonly fine: readonly Tracker[];
}

/** How a frame stands against a reference, and how well that is known. */
export type Registration =
  | {
      readonly found: true;
      readonly pose: Pose;
      /** Spots of the reference that agree with the pose, and their share of those that the frame shows. */
      readonly inliers: number;
      readonly share: number;
      /** How far those spots are off, root mean square, px at `viewWidth`. */
      readonly rmsPx: number;
    }
  | {
      readonly found: false;
      /** `shape`: the pictures differ in shape. `plain`: too little to hold on to. `unlike`: too few spots agree. */
      readonly why: 'shape' | 'plain' | 'unlike';
    };

/** What counts as found, from the registrations of views that have nothing to do with each other (docs/films.md). */
export const viewThresholds = {
  /**
   * Fewest spots that agree, to within so many px, and their share of all that were followed to some place of their own: spots that
   * end up anywhere agree by chance, a share of (1 / 2.5)² or, the pose being fitted to them, up to a half.
   */
  inliers: 8,
  withinPx: 1,
  share: 0.55,
  /** From so many on, a shift within the near search is not searched for further. */
  sure: 16,
} as const;

/** How far a spot is searched, px at a quarter of the size: near first, and far where near does not agree. */
const reach = { near: 7, far: 54 };
const quarter = 4;

/** A pose is not refined where fewer spots propose it. */
const fewest = { rough: 3, middle: 6 };

/**
 * Takes from a picture what {@link registerView} compares: corners spread over it, at three sizes. `mask` has a byte for
 * each pixel, 0 where it may not be used: captions burnt into the picture.
 */
export function describeView(luma: GrayPicture, mask?: Uint8Array): ViewDescription {
  const levels = pyramidOf(luma);
  const [whole, half, small] = levels;
  const usable = withoutBars(luma, mask);
  const corners = (level: Level, shrunk: number, size: { half: number; cell: number; most: number; least: number }) =>
    templatesOf(level, cornersOf(level, { ...size, shrunk, mask: usable }), size.half);
  return {
    levels,
    coarse: corners(small, quarter, { half: 5, cell: 11, most: 120, least: 1 }),
    half: trackersOf(corners(half, 2, { half: 6, cell: 18, most: 180, least: 1 })),
    fine: trackersOf(corners(whole, 1, { half: 7, cell: 32, most: 280, least: 2 })),
  };
}

/**
 * Where the reference's scene stands in a frame. Normalised patches are searched and followed, so that light does not count; what
 * most of them agree on is the pose, so that plants, people and branches do not. Text that stands in both pictures at the
 * same place is not counted. The same pictures give the same answer on any machine.
 */
export function registerView(reference: ViewDescription, luma: GrayPicture): Registration {
  const [whole] = reference.levels;
  if (luma.width !== whole.width || luma.height !== whole.height) return { found: false, why: 'shape' };
  const frame = pyramidOf(luma);
  const scene = withoutCaptions(reference, frame);
  if (scene.coarse.length < viewThresholds.inliers) return { found: false, why: 'plain' };
  const near = solve(scene, frame, reach.near);
  if (near && near.inliers >= viewThresholds.sure) return near;
  const far = solve(scene, frame, reach.far);
  const best = far && (!near || far.inliers > near.inliers * 1.2) ? far : near;
  return best ?? { found: false, why: 'unlike' };
}

/** The spots without those that stand still because they are burnt into both pictures. */
function withoutCaptions(reference: ViewDescription, frame: ViewDescription['levels']): ViewDescription {
  const [whole, half, small] = reference.levels;
  return {
    levels: reference.levels,
    coarse: reference.coarse.filter((template) => !isCaption(template, small, frame[2])),
    half: reference.half.filter(({ template }) => !isCaption(template, half, frame[1])),
    fine: reference.fine.filter(({ template }) => !isCaption(template, whole, frame[0])),
  };
}

type Found = Extract<Registration, { found: true }>;

function solve(
  reference: ViewDescription,
  [whole, half, small]: ViewDescription['levels'],
  reachPx: number,
): Found | undefined {
  const matches = matchTemplates(reference.coarse, small, reachPx);
  const far = reachPx > reach.near;
  const search = far ? { tolerancePx: 6, draws: 1500, most: 4 } : { tolerancePx: 5, draws: 200, most: 2 };
  let best: Found | undefined;
  for (const { similarity, agreeing } of findAgreements(pairsOf(matches, small), search)) {
    if (agreeing.length < fewest.rough) break;
    const found = refine(reference, [whole, half, small], similarity);
    if (found && found.inliers > (best?.inliers ?? 0)) best = found;
    if (best && best.inliers >= viewThresholds.sure) break;
  }
  return best;
}

/** From a rough pose to one that is good to a part of a pixel; undefined where too little agrees with it. */
function refine(
  reference: ViewDescription,
  [whole, half]: ViewDescription['levels'],
  rough: Similarity,
): Found | undefined {
  const middle = improve(follow(reference.half, half, rough, 2), rough, 3);
  if (!middle || middle.agreeing.length < fewest.middle) return undefined;
  const followed = follow(reference.fine, whole, middle.similarity, 1);
  const final = improve(followed, middle.similarity, 1.5);
  const { inliers, withinPx, share } = viewThresholds;
  const close = final ? agreeingWith(final.similarity, followed, withinPx).length : 0;
  if (!final || close < inliers || close < share * followed.length) return undefined;
  return foundOf(final, inView(reference.fine, whole, final.similarity));
}

function pairsOf(matches: readonly Match[], { width, height }: Level): Pair[] {
  const [centerX, centerY] = [width / 2, height / 2];
  return matches.map(({ patch, x, y, toX, toY, likeness }) => ({
    patch,
    x: (x - centerX) * quarter,
    y: (y - centerY) * quarter,
    toX: (toX - centerX) * quarter,
    toY: (toY - centerY) * quarter,
    weight: likeness * likeness,
  }));
}

/** Fits to the pairs about `start`, with less and less tolerance down to `tolerancePx`. */
function improve(pairs: readonly Pair[], start: Similarity, tolerancePx: number): Agreement | undefined {
  if (pairs.length === 0) return undefined;
  let similarity = start;
  for (const tolerance of [tolerancePx * 2.5, tolerancePx * 1.5, tolerancePx, tolerancePx]) {
    similarity = fit(pairs, similarity, tolerance);
  }
  return { similarity, agreeing: agreeingWith(similarity, pairs, tolerancePx) };
}

/** How many of the spots the frame must show if the pose is right. */
function inView(trackers: readonly Tracker[], { width, height }: Level, { a, b, dx, dy }: Similarity): number {
  return trackers.filter(({ template }) => {
    const [x, y] = [template.x + 0.5 - width / 2, template.y + 0.5 - height / 2];
    const margin = template.half + 2;
    return Math.abs(a * x - b * y + dx) < width / 2 - margin && Math.abs(b * x + a * y + dy) < height / 2 - margin;
  }).length;
}

function foundOf({ similarity, agreeing }: Agreement, inViewCount: number): Found {
  const squares = agreeing.reduce((sum, pair) => sum + offBy(similarity, pair) ** 2, 0);
  return {
    found: true,
    pose: poseOfLinear(similarity),
    inliers: agreeing.length,
    share: agreeing.length / Math.max(1, inViewCount),
    rmsPx: Math.sqrt(squares / agreeing.length),
  };
}
