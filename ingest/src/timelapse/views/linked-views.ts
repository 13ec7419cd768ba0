import { composePoses, invertPose, stillPose, type Pose } from '@fieldlapse/imaging';
import { agree, type ViewedFrame } from './known-pose.ts';

/** Frames that are known to show the same scene, each with its pose. */
export interface LinkedView {
  /** True where the poses are against the camera's reference, false where they are against one of these frames. */
  readonly onReference: boolean;
  /** By frame id. */
  readonly poses: ReadonlyMap<string, Pose>;
}

/**
 * What frames, in order of time, show of the same: first those that are linked to the reference, by themselves or over bridges,
 * then those that only bridges link, as a crop grows away from its reference. A frame may belong to several of these
 * views, and none of them is empty but that of the reference.
 */
export function linkedViews(frames: readonly ViewedFrame[]): LinkedView[] {
  const own = frames.flatMap(({ f, registration }) => (registration.found ? [[f, registration.pose] as const] : []));
  const views: LinkedView[] = [{ onReference: true, poses: spread(frames, new Map(own)) }];
  for (const { f } of frames) {
    if (views.some(({ poses }) => poses.has(f))) continue;
    views.push({ onReference: false, poses: spread(frames, new Map([[f, stillPose]])) });
  }
  return views;
}

/** Passes known poses on along bridges, forwards and back, until no further frame is reached. */
function spread(frames: readonly ViewedFrame[], given: ReadonlyMap<string, Pose>): Map<string, Pose> {
  const poses = new Map(given);
  for (let known = -1; known < poses.size;) {
    known = poses.size;
    for (const frame of frames) passOn(frame.f, forwards(frame, poses), poses);
    for (const { f } of frames.toReversed()) passOn(f, backwards(f, frames, poses), poses);
  }
  return poses;
}

function passOn(f: string, proposed: readonly Pose[], poses: Map<string, Pose>): void {
  if (poses.has(f)) return;
  const support = (pose: Pose): number => proposed.filter((other) => agree(other, pose)).length;
  // Of equals the first: that of the nearest frame.
  const [best] = proposed.toSorted((one, other) => support(other) - support(one));
  if (best) poses.set(f, best);
}

function forwards({ bridges = [] }: ViewedFrame, poses: ReadonlyMap<string, Pose>): Pose[] {
  return bridges.flatMap(({ f, registration }) => {
    const from = poses.get(f);
    return from && registration.found ? [composePoses(from, registration.pose)] : [];
  });
}

function backwards(f: string, frames: readonly ViewedFrame[], poses: ReadonlyMap<string, Pose>): Pose[] {
  return frames.flatMap((later) => {
    const known = poses.get(later.f);
    const bridge = known && later.bridges?.find((one) => one.f === f)?.registration;
    return known && bridge?.found ? [composePoses(known, invertPose(bridge.pose))] : [];
  });
}
