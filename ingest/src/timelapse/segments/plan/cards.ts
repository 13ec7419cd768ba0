import { addDays, daysBetween, localDayOf } from '@fieldlapse/contracts';
import type { IntakeReader } from '@fieldlapse/store';
import type { Gap } from '../tables.ts';

/** How long a card for missing days stands in a film, seconds. */
export const cardSec = 1;

interface Neighbour {
  readonly observedAt: number;
}

/** The whole local days between two frames, undefined where they are of one day or of two that follow each other. */
export async function gapBetween(
  { site, camera, timeZone, intake }: { site: string; camera: string; timeZone: string; intake: IntakeReader },
  before: Neighbour,
  after: Neighbour,
): Promise<Gap | undefined> {
  const from = addDays(localDayOf(before.observedAt, timeZone), 1);
  const to = addDays(localDayOf(after.observedAt, timeZone), -1);
  const days = daysBetween(from, to) + 1;
  if (days < 1) return undefined;
  return { from, to, days, reason: await reasonOf(intake, site, camera, before, after) };
}

/** A gap that the edge has thinned is not one that nobody knows of. */
async function reasonOf(
  intake: IntakeReader,
  site: string,
  camera: string,
  before: Neighbour,
  after: Neighbour,
): Promise<Gap['reason']> {
  const thinned = await intake.thinnedBetween(site, camera, before.observedAt, after.observedAt);
  return thinned.length > 0 ? 'thinned' : 'missing';
}
