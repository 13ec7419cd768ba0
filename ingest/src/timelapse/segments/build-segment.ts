import { startOfLocalDay, timeZoneOf, type LocalDay, type SiteConfig } from '@fieldlapse/contracts';
import type { Ffmpeg } from '@fieldlapse/ffmpeg';
import type { Logger } from '@fieldlapse/runtime';
import type { IntakeReader, Stores } from '@fieldlapse/store';
import type { TimelapseConfig } from '../config.ts';
import type { MeasureTable } from '../measures/measure-table.ts';
import { planSeasonGroup } from '../season/plan-group.ts';
import { lookForMoves } from '../camera/look-for-moves.ts';
import { updateFirstReference } from '../camera/references.ts';
import type { ViewTable } from '../camera/view-table.ts';
import { encodePlan } from './encode-plan.ts';
import type { SegmentLedger } from './ledger.ts';
import { planDay } from './plan/plan-day.ts';
import { planHash } from './plan/plan.ts';
import { segmentKey, type DirtyRow } from './tables.ts';

/** What building a segment needs. */
export interface SegmentBuilder {
  readonly config: TimelapseConfig;
  readonly stores: Stores;
  readonly intake: IntakeReader;
  readonly ledger: SegmentLedger;
  readonly measures: MeasureTable;
  readonly views: ViewTable;
  readonly ffmpeg: Ffmpeg;
  readonly sites: () => readonly SiteConfig[];
  readonly logger: Logger;
  /** Told of each move that is found. */
  readonly onMove: (site: string, camera: string) => void;
}

/**
 * Encodes a camera's local day, or season group, from the frames that intake has now, and commits it. A segment whose plan
 * did not change is left as it is; one without a frame that decodes is none; one whose pictures were given up stays as it
 * was. Throws what ffmpeg or the stores throw: the segment stays dirty.
 */
export async function buildSegment(
  builder: SegmentBuilder,
  dirty: DirtyRow,
  signal: AbortSignal,
): Promise<'built' | 'unchanged'> {
  const { stores, ledger, ffmpeg, config } = builder;
  if (config.stabilise) await updateFirstReference(builder, dirty.site, dirty.camera, earliestOf(builder, dirty));
  const plan = await (dirty.film === 'full' ? planDay : planSeasonGroup)(builder, dirty);
  if (config.stabilise && dirty.film === 'full' && plan && plan !== 'frozen') await lookForMoves(builder, plan);
  const old = await ledger.segment(dirty);
  const hash = plan === 'frozen' ? old?.hash : plan && planHash(plan, ffmpeg.version);
  const whole = !old || (await stores.blobs.size(segmentKey(old))) !== undefined;
  const kept = plan === 'frozen' || (hash === old?.hash && whole);
  const segment = kept ? old : plan && hash ? await encodePlan(builder, plan, hash, signal) : undefined;
  await ledger.commit(dirty, segment, Date.now());
  return kept ? 'unchanged' : 'built';
}

/** UTC ms of the earliest time that a segment may show. */
function earliestOf({ sites }: SegmentBuilder, { site, day }: DirtyRow): number {
  return startOfLocalDay(day as LocalDay, timeZoneOf(sites(), site));
}
