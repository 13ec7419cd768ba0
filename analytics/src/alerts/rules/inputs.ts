import {
  cameraStates,
  derivedQuantities,
  deviceStates,
  metrics,
  quantities,
  type CameraStateName,
  type DerivedQuantityName,
  type DeviceStateName,
  type MetricName,
  type QuantityName,
} from '@fieldlapse/contracts';

export type InputName = QuantityName | DerivedQuantityName | MetricName | CameraStateName | DeviceStateName;

/** What a rule may watch: its unit, what is plausible, and what carries it. */
export interface InputKind {
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly carrier: 'sensor' | 'camera' | 'device';
}

export function inputKind(name: InputName): InputKind {
  if (Object.hasOwn(metrics, name)) return { ...metrics[name as MetricName], carrier: 'camera' };
  if (Object.hasOwn(cameraStates, name)) return { ...cameraStates[name as CameraStateName], carrier: 'camera' };
  if (Object.hasOwn(deviceStates, name)) return { ...deviceStates[name as DeviceStateName], carrier: 'device' };
  if (Object.hasOwn(quantities, name)) return { ...quantities[name as QuantityName], carrier: 'sensor' };
  return { ...derivedQuantities[name as DerivedQuantityName], carrier: 'sensor' };
}
