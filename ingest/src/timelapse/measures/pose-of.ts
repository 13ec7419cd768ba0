import { poseDistance, stillPose, type Pose } from '@fieldlapse/imaging';
import { stabilisingPose } from '../views/judge-moves.ts';
import { moveRules } from '../views/move-rules.ts';
import type { ViewedFrame } from '../views/known-pose.ts';
import type { MeasuredFrame } from './measure-frames.ts';

// Less than this, px at a width of 640, nobody sees, and every resampling costs sharpness.
const worthPx = 0.15;

/** The pose that is undone in a frame, from it and those before it; undefined where none is known or worth it. */
export function poseOf(measured: readonly MeasuredFrame[], index: number): Pose | undefined {
  const current = viewedFrame(measured[index] as MeasuredFrame);
  if (!current) return undefined;
  const { reference } = measured[index] as MeasuredFrame;
  const before = measured.slice(Math.max(0, index - moveRules.holdFrames), index);
  const alike = before.filter((one) => one.reference === reference).flatMap((one) => viewedFrame(one) ?? []);
  const pose = stabilisingPose(current, alike);
  if (!pose || poseDistance(pose, stillPose) < worthPx) return undefined;
  const { dxPx, dyPx, rotationDeg, scale } = pose;
  return {
    dxPx: hundredths(dxPx),
    dyPx: hundredths(dyPx),
    rotationDeg: tenThousandths(rotationDeg),
    scale: tenThousandths(scale),
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
const tenThousandths = (value: number): number => Math.round(value * 10_000) / 10_000;

/** What is known of a frame's view; undefined where it was not compared. */
export function viewedFrame({ frame, judgement, registration }: MeasuredFrame): ViewedFrame | undefined {
  if (!registration) return undefined;
  const hidden = judgement?.flags.some((flag) => hiding.has(flag)) ?? true;
  return { f: frame.f, observedAt: frame.observedAt, usable: !hidden, registration };
}

/** What keeps a frame from saying where its camera looks. */
const hiding: ReadonlySet<string> = new Set(['dark', 'blurred', 'blocked', 'frozen', 'infrared']);
