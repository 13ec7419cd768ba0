import { getPosition } from 'suncalc';
import { fractalNoise, smoothNoise } from './noise.ts';

/** Where the farm lies. */
export interface Place {
  /** Degrees north and east. */
  readonly latitude: number;
  readonly longitude: number;
}

/** The weather and the sun at one instant. */
export interface Weather {
  /** Degrees above the horizon. */
  readonly sunElevation: number;
  /** Degrees clockwise from north. */
  readonly sunAzimuth: number;
  /** Share of the sky, 0–1. */
  readonly cloudCover: number;
  readonly rainMmPerHour: number;
  readonly windMPerSec: number;
  /** How wet the season is, 0 (March) – 1 (September) in the Mekong delta. */
  readonly wetSeason: number;
  /** Hour of the local solar day, 0–24. */
  readonly solarHour: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const yearMs = 365.2425 * dayMs;

/** The one weather that picture and sensors share: a pure function of seed, place and UTC ms. */
export function weatherAt(seed: number, place: Place, utcMs: number): Weather {
  const sun = getPosition(new Date(utcMs), place.latitude, place.longitude);
  const solarHour = ((((utcMs + (place.longitude / 15) * hourMs) % dayMs) + dayMs) % dayMs) / hourMs;
  const dayOfYear = (utcMs % yearMs) / dayMs;
  const wetSeason = 0.5 + 0.5 * Math.cos((2 * Math.PI * (dayOfYear - 255)) / 365.2425);
  const afternoon = Math.exp(-(((solarHour - 15) / 3) ** 2));
  const spell = fractalNoise(seed + 10, utcMs / (2.2 * dayMs)) - 0.5;
  const passing = fractalNoise(seed + 20, utcMs / (4 * hourMs));
  const cloudCover = clamp01(
    0.42 + (passing - 0.5) * 1.5 + spell * 1.3 + (wetSeason - 0.5) * 0.25 + afternoon * 0.15 * wetSeason,
  );
  const shower =
    cloudCover * 0.55 + smoothNoise(seed + 30, utcMs / (80 * 60_000)) * 0.45 + afternoon * 0.08 * wetSeason;
  const rainMmPerHour = Math.max(0, shower - (0.945 - 0.075 * wetSeason)) * 130;
  const breeze = fractalNoise(seed + 40, utcMs / (2 * hourMs));
  const windMPerSec = 0.5 + 4 * breeze * (0.5 + 0.5 * afternoon) + Math.min(5, rainMmPerHour * 0.3);
  return {
    sunElevation: sun.altitude,
    sunAzimuth: sun.azimuth,
    cloudCover,
    rainMmPerHour,
    windMPerSec,
    wetSeason,
    solarHour,
  };
}

/** Rain of the past hour, mm. */
export function rainOfPastHour(seed: number, place: Place, utcMs: number): number {
  const steps = 12;
  let sum = 0;
  for (let step = 0; step < steps; step += 1) {
    sum += weatherAt(seed, place, utcMs - ((step + 0.5) * hourMs) / steps).rainMmPerHour;
  }
  return sum / steps;
}

/** `value` held between 0 and 1. */
export function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = clamp01((value - from) / (to - from));
  return t * t * (3 - 2 * t);
}
