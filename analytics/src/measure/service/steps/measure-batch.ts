import { setImmediate as othersFirst } from 'node:timers/promises';
import { sleep } from '@fieldlapse/runtime';
import type { BackfillRow, FrameRow, PendingRow } from '@fieldlapse/store';
import { measureFrame } from '../frame/measure-frame.ts';
import type { CameraPlan } from '../plan/camera-plan.ts';
import { commitFrame } from '../records/commit.ts';
import type { CameraName } from '../records/pending.ts';
import { lookBefore } from './run-up.ts';
import type { Service } from './service.ts';

/** So many frames of a camera are measured before others have their turn. */
const batchFrames = 24;
/** Frames of one camera that share a millisecond; the edge of a batch among them is found by id. */
const maxTies = 50;

/** Measures the newest frames of a camera that wait for it, in order of time. */
export async function measureWaiting(service: Service, camera: CameraName): Promise<void> {
  const { intake, pending } = service;
  const waiting: { frame: FrameRow; taken: PendingRow }[] = [];
  for (const taken of await pending.newestOf(camera, batchFrames)) {
    const frame = await intake.frame(taken.f);
    if (frame) waiting.push({ frame, taken });
    else await pending.done(taken);
  }
  const inOrder = waiting.toSorted((a, b) => a.frame.observedAt - b.frame.observedAt);
  const plan = await service.plans.of(camera);
  if (inOrder[0]) await lookBefore(service, plan, inOrder[0].frame);
  for (const { frame, taken } of inOrder) {
    if (service.signal.aborted) return;
    await measureOne(service, plan, frame, taken);
  }
}

/** Measures the next stored frames of a camera as its plan wants it, newest first, and then rests. */
export async function measureStored(service: Service, row: BackfillRow): Promise<void> {
  const { intake, backfills, config, signal } = service;
  const startedAt = performance.now();
  const plan = await service.plans.of(row);
  const { site, camera, beforeAt, beforeF } = row;
  const to = Math.min(Number.MAX_SAFE_INTEGER, beforeAt + 1);
  const found = await intake.frames(site, camera, { to, limit: batchFrames + maxTies, first: 'newest' });
  const frames = found.filter(({ observedAt, f }) => observedAt < beforeAt || f < beforeF).slice(0, batchFrames);
  const oldest = frames.at(-1);
  if (oldest) await lookBefore(service, plan, oldest);
  for (const frame of frames.toReversed()) {
    if (signal.aborted) return;
    await measureOne(service, plan, frame, undefined);
  }
  if (plan.key !== row.plan) return;
  await backfills.advance(row, oldest, frames.length);
  await sleep((performance.now() - startedAt) * config.rest, signal).catch(() => {});
}

/** A frame that fails waits, longer each time, and never keeps the others from being measured. */
async function measureOne(
  service: Service,
  plan: CameraPlan,
  frame: FrameRow,
  taken: PendingRow | undefined,
): Promise<void> {
  const { db, pending, logger, signal } = service;
  try {
    await commitFrame(db, await measureFrame(service, plan, frame, taken), plan.timeZone);
  } catch (error) {
    if (signal.aborted) return;
    const waitMs = taken ? await pending.failed(taken) : await pending.note([frame]);
    const { f, site, camera } = frame;
    logger.error({ error, site, camera, frame: f, waitMs }, 'frame not measured; trying again');
  }
  // Intake and the film share this process: they go first between any two frames.
  await othersFirst();
}
