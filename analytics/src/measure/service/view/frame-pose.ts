import { composePoses, poseDistance, stillPose, type Pose, type Registration } from '@fieldlapse/imaging';
import type { OpenMove, ViewReference } from './camera-views.ts';

/** A frame, and how it lies on the reference of its time. */
export interface ViewedFrame {
  readonly observedAt: number;
  readonly registration: Registration | undefined;
}

/** Poses of one view differ by less, px at a width of 640: wind shakes a pole. */
const agreePx = 2.5;
/** A registration of so many spots with such a share needs no second frame that says the same. */
const sure = { inliers: 30, share: 0.25 };

/**
 * Where the scene of a camera's first view stands in a frame; null where its camera looks nobody knows where. `before` are
 * frames before it, newest first, that were held against the same reference: a frame that shows too little of the view
 * is taken to stand as the last one that did, unless the camera moved in between.
 */
export function framePose(
  frame: ViewedFrame,
  before: readonly ViewedFrame[],
  reference: ViewReference,
  moves: readonly OpenMove[],
): Pose | null {
  const own = poseWithin(frame, before, reference, moves);
  return own && composePoses(reference.pose, own);
}

function poseWithin(
  frame: ViewedFrame,
  before: readonly ViewedFrame[],
  { f }: ViewReference,
  moves: readonly OpenMove[],
): Pose | null {
  const move = moves.findLast(({ reference, observedAt }) => reference === f && observedAt <= frame.observedAt);
  for (const [index, one] of [frame, ...before].entries()) {
    if (move && one.observedAt < move.observedAt) break;
    const pose = trustedPose(one, before.slice(index), move);
    if (pose) return pose;
  }
  return move ? move.pose : stillPose;
}

/** A frame's own pose, where it is sure in itself, or one of the frames before or the move says the same. */
function trustedPose(
  { registration }: ViewedFrame,
  before: readonly ViewedFrame[],
  move: OpenMove | undefined,
): Pose | undefined {
  if (!registration?.found) return undefined;
  const { pose, inliers, share } = registration;
  if (inliers >= sure.inliers && share >= sure.share) return pose;
  const others = before.slice(0, 5).flatMap((one) => (one.registration?.found ? [one.registration.pose] : []));
  const witnesses = [...others, ...(move?.pose ? [move.pose] : others.length === 0 ? [stillPose] : [])];
  return witnesses.some((other) => poseDistance(pose, other) <= agreePx) ? pose : undefined;
}
