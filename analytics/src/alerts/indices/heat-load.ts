import { wetBulbC } from './air.ts';

/** Temperature–humidity index of cattle, without unit [NRC 1971]. */
export function temperatureHumidityIndex(tempC: number, relHumidityPct: number): number {
  return 1.8 * tempC + 32 - (0.55 - 0.0055 * relHumidityPct) * (1.8 * tempC - 26);
}

/** Air speeds of the trials that the index of broilers comes from, m/s. */
const trialSpeed = { min: 0.2, max: 1.2 };

/**
 * Temperature–humidity–velocity index of broilers (THVI), °C, at an air speed in m/s [Tao & Xin 2003, doi 10.13031/2013.12941].
 * From birds of 46 days and 2.8 kg at 35–41 °C, dew points of 19–26 °C and 0.2–1.2 m/s. A speed beyond those counts as the
 * nearest of them: the formula has no end in still air, just where a fan has failed, and nobody measured what more wind is worth.
 * Below 35 °C it only tells that the heat is over. Undefined where the wet bulb is, and for a negative speed.
 */
export function broilerThviC(tempC: number, relHumidityPct: number, airSpeedMPerSec: number): number | undefined {
  const wetBulb = wetBulbC(tempC, relHumidityPct);
  if (wetBulb === undefined || airSpeedMPerSec < 0) return undefined;
  const speed = Math.min(trialSpeed.max, Math.max(trialSpeed.min, airSpeedMPerSec));
  return (0.85 * tempC + 0.15 * wetBulb) * speed ** -0.058;
}

/** A value and until when it held, UTC ms; what no reading tells of is left out. */
export interface HeldValue {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

const hourMs = 3_600_000;

/** Heat that lay on a herd over a stretch of time. */
export interface HeatLoad {
  /** Index points above the threshold, times hours. */
  readonly indexHours: number;
  /** Hours at or above it. */
  readonly hoursAbove: number;
  /** Hours that readings tell of, of the whole stretch. */
  readonly hoursKnown: number;
}

/**
 * What an index did above a threshold: its excess summed over time. In the delta a fixed alarm at 72 is on all year, so rules look at
 * this sum and at the recovery of the night.
 */
export function heatLoadOf(values: readonly HeldValue[], threshold: number): HeatLoad {
  let [indexHours, hoursAbove, hoursKnown] = [0, 0, 0];
  for (const { from, to, value } of values) {
    const hours = (to - from) / hourMs;
    hoursKnown += hours;
    if (value < threshold) continue;
    hoursAbove += hours;
    indexHours += (value - threshold) * hours;
  }
  return { indexHours, hoursAbove, hoursKnown };
}

/** Longest stretch, h, in which an index stays below `threshold` without a break: the hours in which a herd recovers. */
export function longestRecoveryHours(values: readonly HeldValue[], threshold: number): number {
  let [longest, current, end] = [0, 0, -Infinity];
  for (const { from, to, value } of values) {
    if (value >= threshold) current = 0;
    else current = (from > end ? 0 : current) + (to - from) / hourMs;
    end = to;
    longest = Math.max(longest, current);
  }
  return longest;
}
