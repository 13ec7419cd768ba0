import type { DeviceStateRow } from '@fieldlapse/store';
import { noteLife } from './devices.ts';
import type { Service, State } from '../state/state.ts';
import type { Touched } from '../state/touched.ts';

/** A frame tells that the device which sent it lives; what is on it comes with its measurements. */
export async function takeFrames(
  { intake }: Service,
  state: State,
  frames: readonly string[],
  touched: Touched,
): Promise<DeviceStateRow[]> {
  const rows: DeviceStateRow[] = [];
  for (const f of frames) {
    const frame = await intake.frame(f);
    if (frame && state.configs.has(frame.site)) rows.push(...noteLife(state, touched, frame));
  }
  return rows;
}
