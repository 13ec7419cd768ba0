import {
  addDays,
  cameraConfigOf,
  localDayOf,
  seasonFrameConfig,
  startOfLocalDay,
  timeZoneOf,
  type LocalDay,
} from '@fieldlapse/contracts';
import type { FrameRow } from '@fieldlapse/store';
import { correctFrames } from '../measures/correct-frames.ts';
import { measureFrames, type MeasuredFrame } from '../measures/measure-frames.ts';
import { filmSizeOf } from '../pictures/film-size.ts';
import type { SegmentBuilder } from '../segments/build-segment.ts';
import { gapBetween } from '../segments/plan/cards.ts';
import { segmentSettings } from '../segments/encode.ts';
import type { SegmentName } from '../segments/ledger.ts';
import { isGone } from '../segments/plan/plan-day.ts';
import type { PlannedFrame, SegmentPlan } from '../segments/plan/plan.ts';
import { lookBackDays, seasonGroupDays } from '../spans.ts';
import { chooseFrame, nearestFrames } from './choose-frame.ts';
import { sunAt } from './sun.ts';

// So many frames of a day are looked at closely: those whose light is nearest to the wanted one.
const mostCandidates = 5;

/** The chosen frame of each day of a group of the season film; undefined where no day has one. */
export async function planSeasonGroup(
  builder: SegmentBuilder,
  { site, camera, film, day }: SegmentName,
): Promise<SegmentPlan | undefined> {
  const timeZone = timeZoneOf(builder.sites(), site);
  const start = startOfLocalDay(day as LocalDay, timeZone);
  const chosen = await chosenFrames(builder, site, camera, day as LocalDay);
  const shown = correctFrames(chosen, start, builder.config);
  const frames = shown.map(({ frame }) => frame);
  const size = shown.length > 0 ? await filmSizeOf(builder, site, camera, frames) : undefined;
  if (!size) return undefined;
  return {
    ...{ site, camera, film, day, width: size.width, height: size.height },
    settings: segmentSettings(builder, site, camera),
    frames: await withGaps(builder, shown, timeZone),
    measured: chosen,
  };
}

/** The frames that the season film shows of a group's days, and of the days that these look back at. */
async function chosenFrames(
  builder: SegmentBuilder,
  site: string,
  camera: string,
  firstDay: LocalDay,
): Promise<MeasuredFrame[]> {
  const { intake, sites } = builder;
  const timeZone = timeZoneOf(sites(), site);
  const known = sites().find(({ id }) => id === site);
  const wanted = cameraConfigOf(sites(), site, camera)?.seasonFrame ?? seasonFrameConfig.parse({});
  const from = startOfLocalDay(addDays(firstDay, -lookBackDays), timeZone);
  const all = await intake.framesOfDay(
    site,
    camera,
    from,
    startOfLocalDay(addDays(firstDay, seasonGroupDays), timeZone),
  );
  const sunOf = ({ observedAt }: FrameRow) => sunAt(known, timeZone, observedAt);
  const kept = all.filter((frame) => !isGone(frame));
  const byDay = [...Map.groupBy(kept, ({ observedAt }) => localDayOf(observedAt, timeZone)).values()];
  const near = byDay.flatMap((ofDay) => nearestFrames(ofDay, sunOf, wanted, mostCandidates));
  const usable = (await measureFrames(builder, site, camera, near)).filter(({ light }) => light !== undefined);
  const candidates = Map.groupBy(usable, ({ frame }) => localDayOf(frame.observedAt, timeZone));
  return [...candidates.values()].flatMap((ofDay) => {
    const index = chooseFrame(
      ofDay.map(({ frame, judgement }) => ({ sun: sunOf(frame), score: judgement?.score ?? 0 })),
      wanted,
    );
    return index === undefined ? [] : (ofDay[index] as MeasuredFrame);
  });
}

/** Each frame with the days before it that nothing was seen of. */
async function withGaps(
  { intake }: SegmentBuilder,
  shown: readonly PlannedFrame[],
  timeZone: string,
): Promise<PlannedFrame[]> {
  const planned: PlannedFrame[] = [];
  let previous: FrameRow | undefined;
  for (const one of shown) {
    const { site, camera } = one.frame;
    const dayStart = startOfLocalDay(localDayOf(one.frame.observedAt, timeZone), timeZone);
    previous ??= (await intake.frames(site, camera, { to: dayStart, limit: 1, first: 'newest' }))[0];
    const gap = previous && (await gapBetween({ site, camera, timeZone, intake }, previous, one.frame));
    planned.push(gap ? { ...one, gap } : one);
    previous = one.frame;
  }
  return planned;
}
