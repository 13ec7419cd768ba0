import { poseDistance, type Pose, type Registration } from '@fieldlapse/imaging';
import { moveRules } from './move-rules.ts';

/** What is known of a frame's view. */
export interface ViewedFrame {
  readonly f: string;
  /** UTC ms. */
  readonly observedAt: number;
  /** False where the quality gate says that little of the view can be seen: such a frame is no witness. */
  readonly usable: boolean;
  /** Against the camera's reference. */
  readonly registration: Registration;
  /** Against earlier usable frames, where the reference was not found: the two before, nearest first, and that of the same hour the day before. */
  readonly bridges?: readonly Bridge[];
}

export interface Bridge {
  /** The earlier frame that was taken for reference. */
  readonly f: string;
  readonly registration: Registration;
}

/** True where two poses are those of one view. */
export function agree(one: Pose, other: Pose): boolean {
  return poseDistance(one, other) <= moveRules.agreePx;
}

/** The middle of each part of the poses; there is at least one. */
export function medianPose(poses: readonly Pose[]): Pose {
  const middle = (part: keyof Pose): number => {
    const values = poses.map((pose) => pose[part]).sort((a, b) => a - b);
    const half = values.length >> 1;
    return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
  };
  return { dxPx: middle('dxPx'), dyPx: middle('dyPx'), rotationDeg: middle('rotationDeg'), scale: middle('scale') };
}
