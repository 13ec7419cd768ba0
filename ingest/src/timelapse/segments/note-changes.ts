import type { LocalDay } from '@fieldlapse/contracts';
import type { IntakeReader } from '@fieldlapse/store';
import { seasonGroupOf } from '../spans.ts';
import type { SegmentLedger, SegmentName } from './ledger.ts';
import type { FilmName } from './tables.ts';

const batch = 5000;

/** Reads intake's change feed from the cursor to its end and notes the segments of these films that it touches; true where there were any. */
export async function noteNewChanges(
  intake: IntakeReader,
  ledger: SegmentLedger,
  films: readonly FilmName[],
): Promise<boolean> {
  let found = false;
  for (;;) {
    const changes = await intake.changesAfter(await ledger.cursor(), batch);
    const last = changes.at(-1);
    if (!last) return found;
    const touched = new Map<string, SegmentName>();
    for (const { kind, site, camera, day } of changes) {
      const ofFilm = kind === 'frame' || kind === 'frame-time' || kind === 'thinned';
      if (!ofFilm || camera === null || day === null) continue;
      const group = seasonGroupOf(day as LocalDay);
      for (const film of films) {
        const segment = { site, camera, film, day: film === 'full' ? day : group };
        touched.set(`${site}/${camera}/${film}/${segment.day}`, segment);
      }
    }
    await ledger.noteChanges([...touched.values()], last.acceptedSeq);
    found ||= touched.size > 0;
  }
}
