import { localDayOf, timeZoneOf } from '@fieldlapse/contracts';
import { teaches } from '@fieldlapse/imaging';
import type { FrameRow } from '@fieldlapse/store';
import { measureFrames } from '../measures/measure-frames.ts';
import type { SegmentBuilder } from '../segments/build-segment.ts';
import type { ReferenceRow } from '../segments/tables.ts';
import { seasonGroupOf } from '../spans.ts';

// A camera that is set up at night shows nothing to hold its view against for this many frames, at most.
const firstFrames = 64;

/**
 * Makes the earliest frame that shows the scene as it is the camera's first reference, whatever order frames come in; where
 * it was another, all that was held against that one becomes dirty.
 */
export async function updateFirstReference(
  builder: SegmentBuilder,
  site: string,
  camera: string,
  earliestTouched: number,
): Promise<void> {
  const { views, ledger, intake, config } = builder;
  const [known] = await views.references(site, camera);
  const first = known?.fromObservedAt === 0 ? known : undefined;
  const current = first && (await intake.frame(first.f));
  if (current && current.observedAt < earliestTouched) return;
  const earliest = await intake.frames(site, camera, { limit: firstFrames });
  const unheld = { ...builder, config: { ...config, stabilise: false } };
  const measured = await measureFrames(unheld, site, camera, earliest);
  const flawless = measured.find(({ judgement }) => judgement?.flags.length === 0);
  const usable = (flawless ?? measured.find(({ judgement }) => judgement && teaches(judgement)))?.frame;
  if (!usable || usable.f === first?.f) return;
  await views.putReference({ site, camera, fromObservedAt: 0, f: usable.f });
  if (!first) return;
  // What was found against the old one is looked for again against the new one.
  await views.forgetMovesOf(first, usable.f);
  await ledger.noteAllFrom(site, camera, '');
}

/** A move that people confirmed: the frame that shows the new view is what later ones are held against. */
export type ConfirmedMove = Pick<FrameRow, 'site' | 'camera' | 'f' | 'observedAt'>;

/** Makes exactly the confirmed moves references besides the first ones, and what depends on a changed one dirty. */
export async function applyConfirmedMoves(
  { views, ledger, sites }: Pick<SegmentBuilder, 'views' | 'ledger' | 'sites'>,
  confirmed: readonly ConfirmedMove[],
): Promise<boolean> {
  const wanted = new Map(confirmed.map((move) => [keyOf({ ...move, fromObservedAt: move.observedAt }), move]));
  const there = (await views.allReferences()).filter(({ fromObservedAt }) => fromObservedAt !== 0);
  const changed: ReferenceRow[] = [];
  for (const reference of there) {
    if (wanted.delete(keyOf(reference))) continue;
    await views.dropReference(reference);
    changed.push(reference);
  }
  for (const { site, camera, f, observedAt } of wanted.values()) {
    const reference = { site, camera, f, fromObservedAt: observedAt };
    await views.putReference(reference);
    changed.push(reference);
  }
  for (const { site, camera, fromObservedAt } of changed) {
    // From the first day of its season group on: what did not change among the rest is found unchanged.
    const day = localDayOf(fromObservedAt, timeZoneOf(sites(), site));
    await ledger.noteAllFrom(site, camera, seasonGroupOf(day));
  }
  return changed.length > 0;
}

function keyOf({ site, camera, fromObservedAt, f }: ReferenceRow): string {
  return `${site}/${camera}/${fromObservedAt}/${f}`;
}
