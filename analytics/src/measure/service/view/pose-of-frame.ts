import { stillPose, type Pose, type Registration } from '@fieldlapse/imaging';
import type { LookRow } from '@fieldlapse/store';
import type { CameraPlan } from '../plan/camera-plan.ts';
import type { LookedAt, Looks } from '../records/looks.ts';
import type { ViewReference } from './camera-views.ts';
import { framePose, type ViewedFrame } from './frame-pose.ts';

/** So many frames before one are asked where the camera looks. */
const heldFrames = 24;

/** Flags of frames that show too little to say where their camera looks. */
const hiding: ReadonlySet<string> = new Set(['dark', 'blurred', 'blocked', 'frozen', 'infrared']);

/** Where the scene of the camera's first view stands in a frame, by it and those before it; null where nobody knows. */
export async function poseOfFrame(
  looks: Looks,
  plan: CameraPlan,
  row: LookRow,
  reference: ViewReference | undefined,
  withinMs: number,
): Promise<Pose | null> {
  if (!reference) return stillPose;
  const at: LookedAt = { f: row.f, observedAt: row.observedAt, withinMs };
  const before = await looks.viewedBefore(plan, at, reference.f, heldFrames);
  return framePose(viewedFrame(row), before.map(viewedFrame), reference, plan.moves);
}

function viewedFrame({ observedAt, flags, registration }: LookRow): ViewedFrame {
  const hidden = (JSON.parse(flags) as string[]).some((flag) => hiding.has(flag));
  const known = hidden || registration === null ? undefined : (JSON.parse(registration) as Registration);
  return { observedAt, registration: known };
}
