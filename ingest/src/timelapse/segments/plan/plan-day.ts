import { addDays, startOfLocalDay, timeZoneOf, type LocalDay } from '@fieldlapse/contracts';
import type { FrameRow } from '@fieldlapse/store';
import { lightWindowFrames } from '../../light/deflicker.ts';
import { correctFrames } from '../../measures/correct-frames.ts';
import { measureFrames } from '../../measures/measure-frames.ts';
import { filmSizeOf } from '../../pictures/film-size.ts';
import { lookBackDays } from '../../spans.ts';
import type { SegmentBuilder } from '../build-segment.ts';
import { gapBetween } from './cards.ts';
import { segmentSettings } from '../encode.ts';
import type { SegmentName } from '../ledger.ts';
import type { SegmentPlan } from './plan.ts';

// So many frames before the day are judged too, to know what is usual and where the camera looked.
const judgedBefore = 36;

/** Every frame of a local day; undefined where it has none, `frozen` where pictures of it were given up. */
export async function planDay(
  builder: SegmentBuilder,
  { site, camera, film, day }: SegmentName,
): Promise<SegmentPlan | 'frozen' | undefined> {
  const { intake, config } = builder;
  const timeZone = timeZoneOf(builder.sites(), site);
  const from = startOfLocalDay(day as LocalDay, timeZone);
  const frames = await intake.framesOfDay(site, camera, from, startOfLocalDay(addDays(day as LocalDay, 1), timeZone));
  const [first] = frames;
  if (!first) return undefined;
  if (frames.some(isGone)) return 'frozen';
  const size = await filmSizeOf(builder, site, camera, frames);
  if (!size) return undefined;
  const since = startOfLocalDay(addDays(day as LocalDay, -lookBackDays), timeZone);
  const newest = await intake.frames(site, camera, {
    from: since,
    to: from,
    limit: lightWindowFrames,
    first: 'newest',
  });
  const before = newest.reverse();
  const measured = await measureFrames(builder, site, camera, [...before, ...frames], before.length - judgedBefore);
  const [previous] = await intake.frames(site, camera, { to: from, limit: 1, first: 'newest' });
  const gap = previous && (await gapBetween({ site, camera, timeZone, intake }, previous, first));
  const corrected = correctFrames(measured, from, config);
  return {
    ...{ site, camera, film, day, width: size.width, height: size.height },
    settings: segmentSettings(builder, site, camera),
    frames: corrected.map((frame, index) => (index === 0 && gap ? { ...frame, gap } : frame)),
    measured,
  };
}

/** True where retention gave the picture up. */
export function isGone({ originalDeletedAt }: FrameRow): boolean {
  return originalDeletedAt !== null && originalDeletedAt !== undefined;
}
