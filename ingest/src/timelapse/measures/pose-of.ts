import type { ShownFrame } from '../segments/tables.ts';
import type { MeasuredFrame } from './measure-frames.ts';

/** The shift that is undone in a frame, from it and those before it. */
export function poseOf(_measured: readonly MeasuredFrame[], _index: number): ShownFrame['pose'] | undefined {
  return undefined;
}
