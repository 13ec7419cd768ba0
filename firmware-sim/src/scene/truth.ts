import { fractalNoise, hash32, unit } from '../weather/noise.ts';
import type { Place, Weather } from '../weather/weather.ts';
import type { Pose } from './exposure/develop.ts';
import type { PictureFault, Trouble } from './faults/fault.ts';

export interface SceneOptions {
  /** What grows: `rice`, the usual, or an `orchard` of durian trees, which is not harvested. */
  readonly kind?: 'rice' | 'orchard' | undefined;
  readonly seed: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly place: Place;
  /** UTC ms; of an orchard the start of its season. */
  readonly sownAt: number;
  /** The camera is knocked so many days after sowing and stays so until the next knock; poses are those against the first day. */
  readonly knocked?: readonly Knock[] | undefined;
  /** What spoils pictures, and what happens to the field. */
  readonly faults?: readonly PictureFault[] | undefined;
  readonly waterLevelCm: (utcMs: number) => number;
}

export interface Knock extends Pose {
  /** Days after sowing. */
  readonly day: number;
}

/** What really was before the lens when a frame was taken. */
export interface FrameTruth {
  readonly utcMs: number;
  /** When the picture was exposed, UTC ms: earlier than `utcMs` while the camera repeats a frozen one. All else is of that time. */
  readonly exposedAt: number;
  readonly daysAfterSowing: number;
  /** Share of the field ROI that plants of any colour, and that green ones, cover, 0–1. */
  readonly plantCover: number;
  readonly greenCover: number;
  /** Shift of the picture against the first day, px (right and down), and turn in degrees. */
  readonly shift: Pose;
  /** The part of `shift` that stays: knocks without the wind. */
  readonly knock: Pose;
  /** By what automatic exposure's drift and flicker multiply digital numbers: 1 is right. */
  readonly exposureGain: number;
  /** Steps of the exposure, stops: light in the picture is 2 to the power of this. */
  readonly exposureEv: number;
  /** How far one sees through fog, m; null in clear air. */
  readonly visibilityM: number | null;
  /** Kinds of the faults that are in this picture, each once; `infrared` only when its light is on. */
  readonly faults: readonly PictureFault['kind'][];
  readonly weather: Weather;
}

/** Slow drift by a few per cent, a flicker from frame to frame, and more of it under broken cloud. */
export function exposureGainAt(seed: number, weather: Weather, utcMs: number): number {
  const drift = (fractalNoise(seed + 60, utcMs / 5_400_000) - 0.5) * 0.16;
  const flicker =
    (unit(seed + 61, frameSeed(seed, utcMs)) - 0.5) * (0.06 + 0.12 * weather.cloudCover * (1 - weather.cloudCover));
  return Math.exp(drift + flicker);
}

/** Wind shakes the pole by less than three pixels; a knock stays. */
export function poseAt(seed: number, knock: Pose, weather: Weather, utcMs: number): Pose {
  const swing = weather.windMPerSec * 0.16;
  const random = (lot: number) => unit(seed + 70, frameSeed(seed, utcMs), lot) - 0.5;
  return { dx: knock.dx + random(1) * 2 * swing, dy: knock.dy + random(2) * swing, rotationDeg: knock.rotationDeg };
}

/** Where the knocks up to that day have left the camera. */
export function knockAt(knocked: readonly Knock[] | undefined, day: number): Pose {
  let last: Knock | undefined;
  for (const knock of knocked ?? []) if (knock.day <= day && knock.day >= (last?.day ?? -Infinity)) last = knock;
  return { dx: last?.dx ?? 0, dy: last?.dy ?? 0, rotationDeg: last?.rotationDeg ?? 0 };
}

/** Below this elevation of the sun, degrees, a camera with infrared light turns grey. */
const infraredBelowDeg = -4;

/** True where the camera's infrared light is on. */
export function isInfrared(trouble: Trouble, weather: Weather): boolean {
  return weather.sunElevation < infraredBelowDeg && trouble.get('infrared') !== undefined;
}

export function faultsOf(trouble: Trouble, weather: Weather): readonly PictureFault['kind'][] {
  const kinds = new Set(trouble.active.map(({ kind }) => kind));
  if (!isInfrared(trouble, weather)) kinds.delete('infrared');
  return [...kinds];
}

export function frameSeed(seed: number, utcMs: number): number {
  return hash32(seed, Math.floor(utcMs / 2 ** 32), utcMs % 2 ** 32) | 0;
}
