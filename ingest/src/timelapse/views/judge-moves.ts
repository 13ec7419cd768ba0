import { poseDistance, stillPose, type Pose } from '@fieldlapse/imaging';
import { agree, knownPose, medianPose, type ViewedFrame } from './known-pose.ts';
import { moveRules } from './move-rules.ts';

/** A camera that was moved: the new view begins with frame `f`. */
export interface FoundMove {
  readonly f: string;
  readonly observedAt: number;
  /** Against the reference; null where too little is left of the old view. */
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
export function isUndone(pose: Pose): boolean {
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
  const last = usable.slice(-moveRules.of);
  const poses = knownPose(usable);
  const known = last.filter((frame) => poses.has(frame.f));
  // The newest frames decide: every one in turn may be the middle of the new view.
  for (const middle of known.toReversed()) {
    const pose = poses.get(middle.f)!;
    const group = known.filter((frame) => agree(poses.get(frame.f)!, pose));
    if (group.length < moveRules.needed) continue;
    return judgeGroup(usable, poses, group, expected);
  }
  return lostView(usable, poses);
}

/** A move where the group stands off what stood before it. */
function judgeGroup(
  usable: readonly ViewedFrame[],
  poses: ReadonlyMap<string, Pose>,
  group: readonly ViewedFrame[],
  expected: Pose | null,
): FoundMove | undefined {
  const pose = medianPose(group.map((frame) => poses.get(frame.f)!));
  let first = usable.indexOf(group[0]!);
  // Frames without a pose may stand between; the view begins with its first known frame.
  for (let index = first - 1; index >= 0; index -= 1) {
    const earlier = poses.get(usable[index]!.f);
    if (earlier && !agree(earlier, pose)) break;
    if (earlier) first = index;
  }
  const before = usable.slice(0, first).flatMap((frame) => poses.get(frame.f) ?? []);
  const baseline = before.length >= moveRules.needed ? medianPose(before.slice(-moveRules.baseline)) : expected;
  if (!baseline || poseDistance(pose, baseline) < moveRules.movePx) return undefined;
  const { f, observedAt } = usable[first]!;
  return { f, observedAt, pose };
}

/**
 * A view of which nothing matches the reference although its frames match each other: `needed` of the last frames are
 * linked by their bridges, and none of them by a bridge to a frame that has a pose.
 */
function lostView(usable: readonly ViewedFrame[], poses: ReadonlyMap<string, Pose>): FoundMove | undefined {
  const last = usable.slice(-moveRules.of).filter((frame) => !poses.has(frame.f));
  for (const first of last) {
    const view = new Map<string, Pose>([[first.f, stillPose]]);
    for (const [f, pose] of knownPose(last, view)) view.set(f, pose);
    const group = last.filter(({ f }) => view.has(f) && agree(view.get(f)!, stillPose));
    const wasKnown = usable.slice(0, usable.indexOf(first)).some(({ f }) => poses.has(f));
    if (group.length >= moveRules.needed && wasKnown) return { f: first.f, observedAt: first.observedAt, pose: null };
  }
  return undefined;
}
