import type { FrameRow } from '@fieldlapse/store';
import { lookAt, recentFrames, recentMs } from '../frame/look.ts';
import { openFramePicture } from '../frame/picture.ts';
import type { CameraPlan } from '../plan/camera-plan.ts';
import type { Service } from './service.ts';

/** Looks at the frames that come just before one and have not been looked at: what is usual for the camera is known then. */
export async function lookBefore(service: Service, plan: CameraPlan, { observedAt }: FrameRow): Promise<void> {
  const { intake, looks, blobs } = service;
  const before = { from: observedAt - recentMs, to: observedAt, limit: recentFrames, first: 'newest' } as const;
  for (const frame of (await intake.frames(plan.site, plan.camera, before)).toReversed()) {
    if (service.signal.aborted) return;
    if (await looks.of(frame.f)) continue;
    using picture = openFramePicture(blobs, frame);
    // It is measured when its turn comes; where it cannot be read now, that is when it is said.
    const look = await lookAt(service, plan, frame, picture).catch(() => undefined);
    if (look) await looks.put(look.row);
  }
}
