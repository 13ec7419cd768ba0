import type { Bell } from '@fieldlapse/runtime';
import type { FrameRow } from '@fieldlapse/store';
import type { Service } from './service.ts';

const batch = 2000;
const pollBesideNoticesMs = 10_000;

/** Follows intake's change feed and what is wanted of cameras, until told to stop; notices only wake it. */
export async function follow(service: Service, changed: Bell): Promise<void> {
  const { config, logger, notices, signal, work } = service;
  while (!signal.aborted) {
    try {
      const noted = await noteChanges(service);
      const wanted = await service.plans.refresh(await service.intake.cameras());
      if (noted || wanted) work.ring();
    } catch (error) {
      logger.error({ error }, 'the change feed cannot be followed; trying again');
    }
    await changed.wait(notices.connected() ? Math.max(config.pollMs, pollBesideNoticesMs) : config.pollMs);
  }
}

/** Notes the frames that the feed names from the cursor on; true where there were any. */
async function noteChanges({ intake, pending }: Service): Promise<boolean> {
  const from = await pending.cursor();
  // What was stored before the first start is looked at by the plans of its cameras, bounded and newest first.
  if (from === undefined) {
    await pending.note([], await intake.lastAcceptedSeq());
    return true;
  }
  let [seq, found] = [from, false];
  for (;;) {
    const changes = await intake.changesAfter(seq, batch);
    const last = changes.at(-1);
    if (!last) return found;
    const ids = new Set(changes.filter(({ kind }) => kind === 'frame' || kind === 'frame-time').map(({ key }) => key));
    const frames: FrameRow[] = [];
    for (const f of ids) {
      const frame = await intake.frame(f);
      if (frame) frames.push(frame);
    }
    await pending.note(frames, last.acceptedSeq);
    found ||= frames.length > 0;
    seq = last.acceptedSeq;
  }
}
