import { composePoses, invertPose, poseDistance, stillPose, type Pose } from '@fieldlapse/imaging';
import { agree, medianPose, type ViewedFrame } from './known-pose.ts';
import { linkedViews, type LinkedView } from './linked-views.ts';
import { moveRules } from './move-rules.ts';

/** A camera that was moved: the new view begins with frame `f`. */
export interface FoundMove {
  readonly f: string;
  readonly observedAt: number;
  /**
   * Against the reference; where that no longer matches, as the frames before and after differ, from where the view was last
   * known to be. Null where nothing links the new view to the old one.
   */
  readonly pose: Pose | null;
}

/**
 * The pose to undo in a frame; undefined where none is known or the frame is too far off. `before` are the frames before
 * it, in order of time, that have the same reference; the last {@link moveRules}.holdFrames suffice, and no later frame
 * counts, so a film extended is the film built anew.
 */
export function stabilisingPose(current: ViewedFrame, before: readonly ViewedFrame[]): Pose | undefined {
  const recent = before.slice(-moveRules.holdFrames);
  for (let index = recent.length; index >= 0; index -= 1) {
    const frame = index === recent.length ? current : recent[index]!;
    if (current.observedAt - frame.observedAt > moveRules.holdMs) return undefined;
    const pose = trustedPose(frame, recent.slice(Math.max(0, index - moveRules.of), index));
    if (pose) return isUndone(pose) ? pose : undefined;
  }
  return undefined;
}

/** True where a pose is small enough to be undone. */
function isUndone(pose: Pose): boolean {
  return poseDistance(pose, stillPose) <= moveRules.undoPx && Math.abs(pose.rotationDeg) <= moveRules.undoTurnDeg;
}

/** A frame's own pose, where it is sure in itself or one of the frames before says the same. */
function trustedPose(frame: ViewedFrame, before: readonly ViewedFrame[]): Pose | undefined {
  if (!frame.usable || !frame.registration.found) return undefined;
  const { pose, inliers, share } = frame.registration;
  if (inliers >= moveRules.sure.inliers && share >= moveRules.sure.share) return pose;
  const others = before.flatMap(({ usable, registration }) =>
    usable && registration.found ? [registration.pose] : [],
  );
  const witnesses = others.length === 0 ? [stillPose] : others;
  return witnesses.some((other) => agree(pose, other)) ? pose : undefined;
}

/**
 * The camera's move that the last of these frames make certain, or undefined. `frames`: in order of time, those since the
 * reference or since the last move that was found (from its first frame on), the last 24 suffice. `expected`: where the
 * view is believed to be, the pose of that move, `stillPose` since the reference, null after a move whose pose is unknown.
 * Give it the frames after each usable frame; a move comes with the first frame of the new view.
 */
export function findMove(frames: readonly ViewedFrame[], expected: Pose | null): FoundMove | undefined {
  const usable = frames.filter((frame) => frame.usable);
  const views = linkedViews(usable);
  for (const view of views) {
    const step = stepIn(usable, view, view.onReference ? expected : null);
    if (!step) continue;
    const { first, from, to } = step;
    if (poseDistance(from, to) < moveRules.movePx || !isWitnessed(usable, view, first, to)) return undefined;
    const { f, observedAt } = usable[first]!;
    return { f, observedAt, pose: view.onReference ? to : believed(usable.slice(0, first), views, expected, step) };
  }
  return lostView(usable, views);
}

/** Where a view stands in the newest frames and where it stood before; `first` is the index of the first frame that stands there. */
interface Step {
  readonly first: number;
  readonly from: Pose;
  readonly to: Pose;
}

/** Undefined where too few of the newest frames agree, or nothing is known of what was before them. */
function stepIn(usable: readonly ViewedFrame[], { poses }: LinkedView, expected: Pose | null): Step | undefined {
  const known = usable.slice(-moveRules.of).filter(({ f }) => poses.has(f));
  // The newest frames decide: every one in turn may be the middle of the new view.
  for (const middle of known.toReversed()) {
    const group = known.filter(({ f }) => agree(poses.get(f)!, poses.get(middle.f)!));
    if (group.length < moveRules.needed) continue;
    const to = medianPose(group.map(({ f }) => poses.get(f)!));
    let first = usable.indexOf(group[0]!);
    // Frames without a pose may stand between; the view begins with its first known frame.
    for (let index = first - 1; index >= 0; index -= 1) {
      const earlier = poses.get(usable[index]!.f);
      if (earlier && !agree(earlier, to)) break;
      if (earlier) first = index;
    }
    const before = usable.slice(0, first).flatMap(({ f }) => poses.get(f) ?? []);
    const from = before.length >= moveRules.needed ? medianPose(before.slice(-moveRules.baseline)) : expected;
    return from ? { first, from, to } : undefined;
  }
  return undefined;
}

/** True where more of what links the new frames to the reference and to the frames before says so than says otherwise. */
function isWitnessed(usable: readonly ViewedFrame[], view: LinkedView, first: number, to: Pose): boolean {
  const before = new Set(usable.slice(0, first).map(({ f }) => f));
  let witnesses = 0;
  for (const { registration, bridges = [] } of usable.slice(first)) {
    if (view.onReference && registration.found) witnesses += agree(registration.pose, to) ? 1 : -1;
    for (const bridge of bridges) {
      const from = before.has(bridge.f) ? view.poses.get(bridge.f) : undefined;
      if (!from || !bridge.registration.found) continue;
      witnesses += agree(composePoses(from, bridge.registration.pose), to) ? 1 : -1;
    }
  }
  return witnesses > 0;
}

/** The step against the reference, taken from where the view was believed to be: where it was last seen, or expected. */
function believed(
  before: readonly ViewedFrame[],
  [onReference]: readonly LinkedView[],
  expected: Pose | null,
  { from, to }: Step,
): Pose | null {
  const seen = before.flatMap(({ f }) => onReference?.poses.get(f) ?? []).slice(-moveRules.baseline);
  const stood = seen.length > 0 ? medianPose(seen) : expected;
  return stood && composePoses(stood, composePoses(invertPose(from), to));
}

/**
 * A view that nothing links to what was seen before, although its frames match each other as those before did: `needed` of the
 * last frames belong to it alone, and as many of those just before to another.
 */
function lostView(usable: readonly ViewedFrame[], views: readonly LinkedView[]): FoundMove | undefined {
  const last = usable.slice(-moveRules.of);
  for (const { poses } of views.slice(1)) {
    const group = last.filter(
      ({ f }) => poses.has(f) && views.every((view) => view.poses === poses || !view.poses.has(f)),
    );
    const [first] = group;
    if (!first || group.length < moveRules.needed) continue;
    const index = usable.findIndex(({ f }) => poses.has(f));
    const before = usable.slice(0, index).slice(-moveRules.baseline);
    const wasOne = views.some((view) => before.filter(({ f }) => view.poses.has(f)).length >= moveRules.needed);
    const steady = group.every(({ f }) => agree(poses.get(f)!, poses.get(first.f)!));
    if (wasOne && steady && usable[index] === first) return { f: first.f, observedAt: first.observedAt, pose: null };
  }
  return undefined;
}
