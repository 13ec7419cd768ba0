import {
  cameraStateNames,
  deviceStateNames,
  type CameraStateName,
  type DeviceStateName,
  type WithheldReason,
} from '@fieldlapse/contracts';
import type { FrameMetrics } from '@fieldlapse/store';
import type { InputName } from '../../rules/inputs.ts';
import type { Carrier } from '../../rules/targets.ts';

/** `life`: each receipt of anything from a device, which only `absent` asks for. */
export type StateName = DeviceStateName | CameraStateName | 'life';

/** A series of what the server itself sees of a camera or device. */
export interface StateSource {
  readonly site: string;
  readonly kind: Carrier['kind'];
  readonly name: string;
  readonly state: StateName;
}

const names: ReadonlySet<string> = new Set([...deviceStateNames, ...cameraStateNames]);

export function isStateName(name: InputName): name is DeviceStateName | CameraStateName {
  return names.has(name);
}

/** Name of a state's series; no store holds it, the `!` keeps it apart from those that do. */
export function stateSeries({ site, kind, name, state }: StateSource): string {
  return `!${site}/${kind}/${name}/${state}`;
}

/** Reads what {@link stateSeries} wrote; undefined for any other name. */
export function parseStateSeries(series: string): StateSource | undefined {
  const [, site, kind, name, state] = /^!([^/]+)\/(camera|device)\/([^/]+)\/([^/]+)$/.exec(series) ?? [];
  if (!site || !kind || !name || !state) return undefined;
  return { site, kind: kind as Carrier['kind'], name, state: state as StateName };
}

const stateOf: Partial<Record<WithheldReason, CameraStateName>> = {
  ...{ moved: 'viewMoved', 'view-lost': 'viewMoved', blocked: 'viewBlocked', blurred: 'viewBlurred', dark: 'viewDark' },
  frozen: 'viewFrozen',
};

/** Reasons after all that a state could be: what they withhold was seen well. */
const harmless: ReadonlySet<string> = new Set(['sun-low', 'uncertain', 'no-model', 'model-failed']);

/**
 * What the measurement of a frame by index says of its camera. A reason hides whatever comes after it, so of the other states nothing is known then.
 */
export function cameraStatesOf({ withheld }: Pick<FrameMetrics, 'withheld'>): Partial<Record<CameraStateName, 0 | 1>> {
  const reasons = Object.values(withheld).filter((reason) => !harmless.has(reason));
  const [first] = reasons;
  if (first === undefined) return Object.fromEntries(cameraStateNames.map((name) => [name, 0]));
  const state = stateOf[first as WithheldReason];
  return state === undefined ? {} : { [state]: 1 };
}

const hourMs = 3_600_000;

/** An alarm of a device stands for an hour. */
export function alarmPoints(times: readonly number[]): { t: number; value: 0 | 1 }[] {
  const on = times.toSorted((a, b) => a - b);
  const off = on.map((t) => t + hourMs).filter((end) => !on.some((t) => t <= end && t + hourMs > end));
  return [...on.map((t) => ({ t, value: 1 as const })), ...off.map((t) => ({ t, value: 0 as const }))].sort(
    (a, b) => a.t - b.t,
  );
}
