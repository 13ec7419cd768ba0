import type { TimelapseConfig } from '../config.ts';
import { deflickerGain, type LitFrame } from '../light/deflicker.ts';
import type { PlannedFrame } from '../segments/plan/plan.ts';
import type { MeasuredFrame } from './measure-frames.ts';
import { poseOf } from './pose-of.ts';

/**
 * What is done to each frame observed at `fromMs` or later, in order of time, from it and those before it alone; frames that
 * do not decode are left out.
 */
export function correctFrames(
  measured: readonly MeasuredFrame[],
  fromMs: number,
  { deflicker, stabilise }: Pick<TimelapseConfig, 'deflicker' | 'stabilise'>,
): PlannedFrame[] {
  const seen = measured.filter(({ light }) => light !== undefined);
  const lit = seen.map(({ frame, light }) => ({ observedAt: frame.observedAt, light }) as LitFrame);
  return seen.flatMap(({ frame }, index) => {
    if (frame.observedAt < fromMs) return [];
    const gain = deflicker ? deflickerGain(lit[index] as LitFrame, lit.slice(0, index)) : 1;
    return { frame, gain, pose: stabilise ? poseOf(seen, index) : undefined };
  });
}
