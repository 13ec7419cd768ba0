import { sha256Hex } from '@fieldlapse/contracts';
import type { FrameRow } from '@fieldlapse/store';
import type { MeasuredFrame } from '../../measures/measure-frames.ts';
import type { Gap, SegmentRow, ShownFrame } from '../tables.ts';

/** A frame that a segment shows, and what is done to its picture. */
export interface PlannedFrame {
  readonly frame: FrameRow;
  /** Factor in linear light; 1 leaves it as it is. */
  readonly gain: number;
  readonly pose: ShownFrame['pose'] | undefined;
  /** The gap that a card tells of before this frame is shown. */
  readonly gap?: Gap | undefined;
}

/** What a segment is to show. The same plan gives the same bytes. */
export interface SegmentPlan extends Pick<SegmentRow, 'site' | 'camera' | 'film' | 'day'> {
  readonly width: number;
  readonly height: number;
  readonly settings: string;
  readonly frames: readonly PlannedFrame[];
  /** What was measured on the way, the frames before the segment included; no part of what it shows. */
  readonly measured: readonly MeasuredFrame[];
}

/** Names a segment by all that its bytes depend on. */
export function planHash({ width, height, settings, frames }: SegmentPlan, encoder: string): string {
  const shown = frames.map(({ frame, gain, pose, gap }) => [frame.f, frame.observedAt, gain, pose ?? 0, gap ?? 0]);
  return sha256Hex(JSON.stringify([encoder, settings, width, height, shown])).slice(0, 32);
}

/** The frame as the film's manifest names it. */
export function shownFrame({ frame: { f, observedAt, sha256 }, gain, pose }: PlannedFrame): ShownFrame {
  return { f, observedAt, sha256, ...(gain !== 1 && { gain }), ...(pose && { pose }) };
}
