import type { IntakeReader } from '@fieldlapse/store';
import type { CameraDayKey, SegmentLedger } from './ledger.ts';

const batch = 5000;

/** Reads intake's change feed from the cursor to its end and notes the days that it touches; true where there were any. */
export async function noteNewChanges(intake: IntakeReader, ledger: SegmentLedger): Promise<boolean> {
  let found = false;
  for (;;) {
    const changes = await intake.changesAfter(await ledger.cursor(), batch);
    const last = changes.at(-1);
    if (!last) return found;
    const days = new Map<string, CameraDayKey>();
    for (const { kind, site, camera, day } of changes) {
      const ofFilm = kind === 'frame' || kind === 'frame-time';
      if (ofFilm && camera !== null && day !== null) days.set(`${site}/${camera}/${day}`, { site, camera, day });
    }
    await ledger.noteChanges([...days.values()], last.acceptedSeq);
    found ||= days.size > 0;
  }
}
